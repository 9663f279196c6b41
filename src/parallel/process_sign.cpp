#include "netseam/parallel/process_sign.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <unistd.h>

namespace netseam::parallel {
namespace {

std::string boot_id() {
  std::ifstream stream("/proc/sys/kernel/random/boot_id");
  std::string text;
  std::getline(stream, text);
  return text;
}

/// The number in "pid:[4026531836]".
std::string pid_namespace() {
  std::error_code error;
  std::string text = std::filesystem::read_symlink("/proc/self/ns/pid", error).string();
  std::erase_if(text, [](unsigned char c) { return std::isdigit(c) == 0; });
  return text;
}

/// Without the characters that part names.
std::string name_part(std::string host) {
  std::ranges::replace_if(
      host, [](unsigned char c) { return std::isalnum(c) == 0 && c != '_'; }, '_');
  return host.empty() ? "host" : host.substr(0, 64);
}

std::string process_part(const ProcessPlace& place) {
  return name_part(place.host) + "-" + place.pid_namespace + "-";
}

}  // namespace

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? std::string(name.data()) : std::string();
}

ProcessPlace this_process() {
  return {host_name(), boot_id(), pid_namespace(), ::getpid(), look_at_process(::getpid()).start};
}

ProcessSign look_at_process(std::int64_t process) {
  if (process <= 0) return {};
  std::ifstream stream("/proc/" + std::to_string(process) + "/stat");
  std::string text((std::istreambuf_iterator<char>(stream)), {});
  // the name of the program stands in brackets and may hold anything
  const auto name_end = text.rfind(')');
  if (name_end == std::string::npos) {
    const bool there = ::kill(static_cast<pid_t>(process), 0) == 0 || errno == EPERM;
    return {there, 0};
  }
  std::istringstream fields(text.substr(name_end + 1));
  std::string state, skipped;
  std::uint64_t start = 0;
  fields >> state;
  // proc(5): the state is field 3, the start field 22
  for (int field = 4; field < 22; ++field) fields >> skipped;
  fields >> start;
  if (state == "Z" || state == "X") return {};  // ended, not yet collected by its parent
  return {true, start};
}

std::string random_token() {
  std::random_device device;
  std::array<char, 17> digits{};
  std::snprintf(digits.data(), digits.size(), "%08x%08x", device(), device());
  return digits.data();
}

std::string run_token() {
  const ProcessPlace place = this_process();
  return process_part(place) + std::to_string(place.process) + "-" + random_token();
}

bool has_ended(const std::string& token) {
  const std::string here = process_part(this_process());
  if (!token.starts_with(here)) return false;
  std::int64_t process = 0;
  const auto read = std::from_chars(token.data() + here.size(), token.data() + token.size(), process);
  return read.ec == std::errc{} && *read.ptr == '-' && !look_at_process(process).there;
}

}  // namespace netseam::parallel
