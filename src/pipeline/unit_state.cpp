#include "netseam/pipeline/unit_state.hpp"

#include "netseam/core/error.hpp"
#include "netseam/input/file_fingerprint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <map>
#include <sstream>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <vector>

namespace netseam::pipeline {
namespace {

std::map<std::string, std::string> by_key(const std::string& text) {
  std::map<std::string, std::string> entries;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const auto cut = line.find(" = ");
    if (cut != std::string::npos) entries[line.substr(0, cut)] = line.substr(cut + 3);
  }
  return entries;
}

/// A long value is cut.
std::string shortened(const std::string& value) {
  constexpr std::size_t most = 160;
  if (value.size() <= most) return value;
  return fmt::format("{}... ({} characters)", value.substr(0, most), value.size());
}

/// Two different values; of long lists only the entries between the first and the last that differ.
std::pair<std::string, std::string> different_parts(const std::string& was, const std::string& is) {
  constexpr std::size_t short_enough = 60;
  if (std::max(was.size(), is.size()) <= short_enough) return {was, is};
  const std::size_t least = std::min(was.size(), is.size());
  std::size_t same = 0, same_behind = 0;
  while (same < least && was[same] == is[same]) ++same;
  while (same_behind < least - same && was[was.size() - 1 - same_behind] == is[is.size() - 1 - same_behind])
    ++same_behind;
  // back to where an entry begins and ends
  const auto parts = [](char c) { return c == ' ' || c == ','; };
  while (same > 0 && !parts(was[same - 1])) --same;
  while (same_behind > 0 && !parts(was[was.size() - same_behind])) --same_behind;
  const auto part = [&](const std::string& value) {
    return fmt::format("{}{}{}", same > 0 ? "... " : "",
                       shortened(value.substr(same, value.size() - same - same_behind)),
                       same_behind > 0 ? " ..." : "");
  };
  return {part(was), part(is)};
}

/// Whether there is a product. Throws InputError with the true reason where that cannot be told, or where its
/// bytes cannot be read.
bool is_there(const std::filesystem::path& product) {
  const int file = ::open(product.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  const int failed = file < 0 ? errno : 0;
  if (failed == ENOENT || failed == ENOTDIR) return false;
  char byte = 0;
  const int unread = file >= 0 && ::pread(file, &byte, 1, 0) < 0 ? errno : 0;
  if (file >= 0) ::close(file);
  if (failed != 0 || unread != 0)
    throw core::InputError({product.string(), "result",
                            std::generic_category().message(failed != 0 ? failed : unread),
                            "a result that can be read"});
  return true;
}

}  // namespace

store::Provenance provenance_of(const WorkUnit& unit) {
  try {
    if (std::filesystem::exists(unit.product)) return store::read_provenance(store::Hdf5Reader(unit.product));
  } catch (const core::InputError&) {  // check_unit says what is wrong with it
  }
  return {};
}

void add_identity(store::Provenance& provenance, const UnitIdentity& identity) {
  provenance.add("result_options", identity.options);
  provenance.add("input_fingerprints", identity.inputs);
  provenance.add("input_stamps", identity.stamps);
  provenance.add("inputs_read", identity.read);
}

UnitCheck check_unit(const WorkUnit& unit, const UnitIdentity& identity) {
  if (!is_there(unit.product)) return {};
  store::Provenance provenance;
  try {
    provenance = store::read_provenance(store::Hdf5Reader(unit.product));
  } catch (const core::InputError& error) {
    // a sound result that cannot be read now must not be replaced for that
    if (error.cause() != core::Cause::damaged_file) throw;
    return {UnitState::stale, error.what()};
  }
  const auto options = provenance.find("result_options"), inputs = provenance.find("input_fingerprints");
  if (!options || !inputs) return {UnitState::stale, "it does not say what it was made of"};
  const std::string difference = describe_difference(*options + *inputs, identity.text());
  if (!difference.empty()) return {UnitState::stale, difference};
  return {UnitState::done, ""};
}

std::string describe_difference(const std::string& then, const std::string& now) {
  constexpr std::size_t most_keys = 10;
  const auto before = by_key(then), after = by_key(now);
  const bool older = std::ranges::any_of(
      before, [](const auto& entry) { return input::is_older_fingerprint(entry.second); });
  std::string text;
  const auto is_comparable = [&](const std::string& value) {
    return !older || !(input::is_fingerprint(value) || input::is_older_fingerprint(value));
  };
  std::size_t keys = 0;
  const auto add = [&](const std::string& part) {
    if (keys++ < most_keys) text += (keys == 1 ? "" : "; ") + part;
  };
  for (const auto& [key, value] : before) {
    const auto found = after.find(key);
    if (!is_comparable(value)) continue;
    if (found == after.end()) {
      add(fmt::format("{}: was '{}', is absent", key, shortened(value)));
    } else if (found->second != value) {
      const auto [was, is] = different_parts(value, found->second);
      add(fmt::format("{}: was '{}', is '{}'", key, was, is));
    }
  }
  for (const auto& [key, value] : after)
    if (!before.contains(key) && is_comparable(value))
      add(fmt::format("{}: was absent, is '{}'", key, shortened(value)));
  if (keys > most_keys) text += fmt::format("; and {} more", keys - most_keys);
  if (older)
    text +=
        std::string(text.empty() ? "" : "; ") +
        "its fingerprints of the inputs are of an older kind, of parts of large files and not of all files, "
        "which cannot tell whether the inputs are the same";
  return text;
}

}  // namespace netseam::pipeline
