#include "safetensors_header.hpp"

#include "name_list.hpp"
#include "refuse.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <unordered_set>

namespace netseam::input {
namespace {

constexpr std::size_t largest_rank = 64;
constexpr std::string_view metadata_key = "__metadata__";

struct Dtype {
  std::string_view name;
  std::size_t bytes;
  ElementType type;
};
constexpr std::array<Dtype, 15> dtypes{{{"F16", 2, ElementType::f16},
                                        {"BF16", 2, ElementType::bf16},
                                        {"F32", 4, ElementType::f32},
                                        {"F64", 8, ElementType::f64},
                                        {"BOOL", 1, ElementType::boolean},
                                        {"U8", 1, ElementType::u8},
                                        {"I8", 1, ElementType::i8},
                                        {"F8_E5M2", 1, ElementType::unsupported},
                                        {"F8_E4M3", 1, ElementType::unsupported},
                                        {"I16", 2, ElementType::i16},
                                        {"U16", 2, ElementType::u16},
                                        {"I32", 4, ElementType::i32},
                                        {"U32", 4, ElementType::u32},
                                        {"I64", 8, ElementType::i64},
                                        {"U64", 8, ElementType::u64}}};

const Dtype* find_dtype(std::string_view name) noexcept {
  const auto* found =
      std::find_if(dtypes.begin(), dtypes.end(), [name](const Dtype& d) { return d.name == name; });
  return found == dtypes.end() ? nullptr : found;
}

// Events of the JSON parser, which itself does not recurse; depth 1 is the header, 2 a tensor, 3 a list of
// numbers.
class HeaderHandler final : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit HeaderHandler(const std::string& file) : file_(file) {}
  SafetensorsHeader take() && { return std::move(header_); }

  bool start_object(std::size_t /*elements*/) override {
    if (depth_ > 1 || in_list_) fail("nested objects");
    if (++depth_ == 2 && !in_metadata_) {
      entry_ = {};
      entry_.name = key_;
      fields_.clear();
    }
    return true;
  }
  bool end_object() override {
    if (depth_-- == 2 && !in_metadata_) {
      if (fields_.size() != 3) fail("an entry without dtype, shape or data_offsets");
      header_.entries.push_back(std::move(entry_));
    }
    return true;
  }
  bool key(string_t& text) override {
    if (depth_ == 1) {
      key_ = text;
      in_metadata_ = text == metadata_key;
      if (!names_.insert(text).second) fail("the same name twice");
    } else {
      field_ = text;
      if (in_metadata_) return true;
      if (text != "dtype" && text != "shape" && text != "data_offsets")
        fail(fmt::format("the unknown key \"{:.40}\"", text));
      if (!fields_.insert(text).second) fail(fmt::format("{} twice", text));
    }
    return true;
  }
  bool string(string_t& text) override {
    if (in_metadata_ && depth_ == 2) return field_ != order_key || keep_order(text);
    if (depth_ != 2 || in_list_ || field_ != "dtype") fail("a text in the wrong place");
    entry_.type_name = text.substr(0, 20);
    return true;
  }
  bool start_array(std::size_t /*elements*/) override {
    if (depth_ != 2 || in_list_ || in_metadata_ || field_ == "dtype") fail("a list in the wrong place");
    in_list_ = true;
    numbers_.clear();
    return true;
  }
  bool number_unsigned(number_unsigned_t number) override {
    if (!in_list_) fail("a number in the wrong place");
    numbers_.push_back(number);
    if (numbers_.size() > largest_rank) fail(fmt::format("more than {} axes", largest_rank));
    return true;
  }
  bool end_array() override {
    in_list_ = false;
    if (field_ == "shape") {
      entry_.shape.assign(numbers_.begin(), numbers_.end());
    } else if (numbers_.size() == 2) {
      entry_.begin = numbers_[0];
      entry_.end = numbers_[1];
    } else {
      fail(fmt::format("{} data offsets", numbers_.size()));
    }
    return true;
  }
  bool null() override { return fail("null"); }
  bool boolean(bool /*value*/) override { return fail("a truth value"); }
  bool number_integer(number_integer_t /*number*/) override { return fail("a negative number"); }
  bool number_float(number_float_t /*number*/, const string_t& text) override {
    return fail("the number " + text.substr(0, 40));
  }
  bool binary(binary_t& /*value*/) override { return fail("binary data"); }
  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const nlohmann::detail::exception& /*e*/) override {
    refuse(file_, fmt::format("header, byte {}", position + 8), "text that is not JSON",
           "a safetensors header");
  }

 private:
  bool keep_order(const std::string& text) {
    const std::string place = fmt::format("{}, \"{}\"", metadata_key, order_key);
    if (!header_.stored_order.empty()) refuse(file_, place, "this key twice", "every key once");
    header_.stored_order = parse_name_list(text, file_, place);
    return true;
  }

  bool fail(const std::string& found) const {
    const std::string where = depth_ == 0 ? "header" : fmt::format("header, \"{:.80}\"", key_);
    refuse(file_, where, found,
           R"({"NAME": {"dtype": TEXT, "shape": [...], "data_offsets": [BEGIN, END]}, ...})");
  }

  const std::string& file_;
  SafetensorsHeader header_;
  SafetensorsEntry entry_;
  std::unordered_set<std::string> names_, fields_;
  std::string key_, field_;
  std::vector<std::uint64_t> numbers_;
  std::size_t depth_ = 0;
  bool in_metadata_ = false, in_list_ = false;
};

void check_entry(const SafetensorsEntry& entry, std::uint64_t data_bytes, const std::string& file) {
  const std::string place = fmt::format("\"{:.80}\"", entry.name);
  if (entry.begin > entry.end || entry.end > data_bytes) {
    refuse(file, place, fmt::format("data offsets [{}, {}]", entry.begin, entry.end),
           fmt::format("ascending offsets within the {} bytes of data that the file holds", data_bytes));
  }
  const Dtype* dtype = find_dtype(entry.type_name);
  const auto size = array_bytes(entry.shape, dtype == nullptr ? 0 : dtype->bytes);
  if (!size || (dtype != nullptr && *size != entry.end - entry.begin)) {
    refuse(file, place, fmt::format("{} bytes", entry.end - entry.begin),
           fmt::format("the size of {} with shape ({})", entry.type_name, fmt::join(entry.shape, ", ")));
  }
}

}  // namespace

ElementType element_type_of_dtype(std::string_view dtype) noexcept {
  const Dtype* found = find_dtype(dtype);
  return found == nullptr ? ElementType::unsupported : found->type;
}

SafetensorsHeader parse_safetensors_header(std::string_view json, std::uint64_t data_bytes,
                                           const std::string& file) {
  HeaderHandler handler(file);
  if (!json.starts_with('{')) refuse(file, "header", "other text", "a JSON object");
  nlohmann::json::sax_parse(json.begin(), json.end(), &handler);
  SafetensorsHeader header = std::move(handler).take();
  std::vector<SafetensorsEntry>& entries = header.entries;
  for (const SafetensorsEntry& entry : entries) check_entry(entry, data_bytes, file);
  std::sort(entries.begin(), entries.end(), [](const SafetensorsEntry& a, const SafetensorsEntry& b) {
    return std::tie(a.begin, a.end, a.name) < std::tie(b.begin, b.end, b.name);
  });
  std::uint64_t reached = 0;
  for (const SafetensorsEntry& entry : entries) {
    if (entry.begin != reached) {
      refuse(file, fmt::format("\"{:.80}\"", entry.name), fmt::format("data from byte {}", entry.begin),
             fmt::format("byte {}, where the tensor before it ends: tensors must not overlap or leave holes",
                         reached));
    }
    reached = entry.end;
  }
  if (reached != data_bytes) {
    refuse(file, "data", fmt::format("{} bytes", data_bytes), fmt::format("{}, as the header says", reached));
  }
  return header;
}

}  // namespace netseam::input
