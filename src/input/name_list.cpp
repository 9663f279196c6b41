#include "name_list.hpp"

#include "file_bytes.hpp"
#include "refuse.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <unordered_set>

namespace netseam::input {
namespace {

constexpr std::uint64_t largest_list = std::uint64_t{16} << 20;
constexpr const char* expected = R"(a list of the layers' names, ["NAME", ...])";

// Events of the JSON parser: one list of texts, nothing in it.
class ListHandler final : public nlohmann::json_sax<nlohmann::json> {
 public:
  ListHandler(const std::string& file, const std::string& place) : file_(file), place_(place) {}
  std::vector<std::string> take() && { return std::move(names_); }

  bool start_array(std::size_t /*elements*/) override {
    if (in_list_) fail("a list in the list");
    return in_list_ = true;
  }
  bool end_array() override { return true; }
  bool string(string_t& text) override {
    if (!in_list_) fail("a text that is no list");
    names_.push_back(text);
    return true;
  }
  bool null() override { return fail("null"); }
  bool boolean(bool /*value*/) override { return fail("a truth value"); }
  bool number_integer(number_integer_t /*number*/) override { return fail("a number"); }
  bool number_unsigned(number_unsigned_t /*number*/) override { return fail("a number"); }
  bool number_float(number_float_t /*number*/, const string_t& /*text*/) override { return fail("a number"); }
  bool binary(binary_t& /*value*/) override { return fail("binary data"); }
  bool start_object(std::size_t /*elements*/) override { return fail("an object"); }
  bool key(string_t& /*text*/) override { return fail("an object"); }
  bool end_object() override { return fail("an object"); }
  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const nlohmann::detail::exception& /*e*/) override {
    return fail(fmt::format("text that is not JSON at byte {}", position));
  }

 private:
  [[noreturn]] bool fail(const std::string& found) const { refuse(file_, place_, found, expected); }

  const std::string& file_;
  const std::string& place_;
  std::vector<std::string> names_;
  bool in_list_ = false;
};

}  // namespace

void check_name_list(const std::vector<std::string>& names, const std::string& file,
                     const std::string& place) {
  if (names.empty()) refuse(file, place, "an empty list", expected);
  std::unordered_set<std::string_view> seen;
  for (const std::string& name : names) {
    if (name.empty()) refuse(file, place, "an empty name", expected);
    if (!seen.insert(name).second)
      refuse(file, place, fmt::format("\"{:.80}\" twice", name), "every layer once, in network order");
  }
}

std::vector<std::string> parse_name_list(std::string_view json, const std::string& file,
                                         const std::string& place) {
  ListHandler handler(file, place);
  nlohmann::json::sax_parse(json.begin(), json.end(), &handler);
  auto names = std::move(handler).take();
  check_name_list(names, file, place);
  return names;
}

std::vector<std::string> read_name_list(const std::filesystem::path& path) {
  FileBytes bytes(path);
  if (bytes.size() > largest_list)
    refuse(bytes.name(), "", fmt::format("{} bytes", bytes.size()), fmt::format("at most {}", largest_list));
  std::string text(static_cast<std::size_t>(bytes.size()), '\0');
  bytes.read_at(0, std::as_writable_bytes(std::span(text)));
  return parse_name_list(text, bytes.name(), "");
}

}  // namespace netseam::input
