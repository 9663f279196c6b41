#include "npy_header_text.hpp"

#include <fmt/format.h>

#include <charconv>

namespace netseam::input {
namespace {

constexpr std::size_t largest_rank = 64;

class DictionaryParser {
 public:
  explicit DictionaryParser(std::string_view text) : text_(text) {}

  bool parse(NpyDictionary& dictionary) {
    bool has_descr = false, has_order = false, has_shape = false;
    if (!take('{')) return fail("no dictionary");
    while (!take('}')) {
      std::string key;
      if (!parse_text(key) || !take(':')) return fail("no key");
      if (key == "descr" && !has_descr) {
        has_descr = true;
        if (!parse_descr(dictionary)) return false;
      } else if (key == "fortran_order" && !has_order) {
        has_order = true;
        if (!parse_truth(dictionary.fortran_order)) return fail("neither True nor False");
      } else if (key == "shape" && !has_shape) {
        has_shape = true;
        if (!parse_shape(dictionary.shape)) return false;
      } else {
        return fail(fmt::format("the unknown or repeated key '{}'", key.substr(0, 40)));
      }
      if (!take(',') && !sees('}')) return fail("no comma");
    }
    skip_space();
    if (at_ != text_.size()) return fail("text after the dictionary");
    if (!has_descr || !has_order || !has_shape) return fail("a missing key");
    return true;
  }
  [[nodiscard]] const std::string& fault() const noexcept { return fault_; }

 private:
  bool fail(const std::string& what) {
    if (fault_.empty()) fault_ = fmt::format("{} at character {} of the header", what, at_);
    return false;
  }
  void skip_space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t')) ++at_;
  }
  bool sees(char wanted) {
    skip_space();
    return at_ < text_.size() && text_[at_] == wanted;
  }
  bool take(char wanted) {
    if (!sees(wanted)) return false;
    ++at_;
    return true;
  }
  bool parse_text(std::string& value) {
    const char quote = sees('"') ? '"' : '\'';
    if (!take(quote)) return false;
    const std::size_t end = text_.find(quote, at_);
    if (end == std::string_view::npos) return false;
    value = text_.substr(at_, end - at_);
    at_ = end + 1;
    return value.find('\\') == std::string::npos;
  }
  bool parse_word(std::string_view word) {
    skip_space();
    if (!text_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }
  bool parse_truth(bool& value) {
    value = parse_word("True");
    return value || parse_word("False");
  }
  bool parse_descr(NpyDictionary& dictionary) {
    if (!sees('[')) return parse_text(dictionary.descr) || fail("no type");
    dictionary.structured = true;
    std::size_t depth = 0;
    do {  // brackets inside quotes do not count
      skip_space();
      if (at_ == text_.size()) return fail("an unfinished list");
      std::string ignored;
      if (text_[at_] == '\'' || text_[at_] == '"') {
        if (!parse_text(ignored)) return fail("an unfinished text");
        continue;
      }
      if (text_[at_] == '[' || text_[at_] == '(') ++depth;
      if (text_[at_] == ']' || text_[at_] == ')') --depth;
      ++at_;
    } while (depth > 0);
    return true;
  }
  bool parse_shape(std::vector<std::size_t>& shape) {
    if (!take('(')) return fail("no tuple");
    while (!take(')')) {
      skip_space();
      std::size_t length = 0;
      const auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), length);
      if (error != std::errc{}) return fail("no length that fits 64 bits");
      at_ = static_cast<std::size_t>(end - text_.data());
      shape.push_back(length);
      if (shape.size() > largest_rank) return fail(fmt::format("more than {} axes", largest_rank));
      if (!take(',') && !sees(')')) return fail("no comma");
    }
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string fault_;
};

}  // namespace

std::optional<NpyDictionary> parse_npy_dictionary(std::string_view text, std::string& fault) {
  NpyDictionary dictionary;
  DictionaryParser parser(text);
  if (parser.parse(dictionary)) return dictionary;
  fault = parser.fault();
  return std::nullopt;
}

}  // namespace netseam::input
