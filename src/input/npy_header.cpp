#include "npy_header.hpp"

#include "element_type.hpp"
#include "npy_header_text.hpp"
#include "refuse.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <bit>

namespace netseam::input {
namespace {

constexpr std::string_view magic = "\x93NUMPY";
constexpr std::uint64_t longest_header = 1 << 20;  // numpy itself refuses more than 10,000

struct TypeName {
  std::string_view name;
  ElementType type;
};
constexpr std::array<TypeName, 12> type_names{{{"f2", ElementType::f16},
                                               {"f4", ElementType::f32},
                                               {"f8", ElementType::f64},
                                               {"i1", ElementType::i8},
                                               {"i2", ElementType::i16},
                                               {"i4", ElementType::i32},
                                               {"i8", ElementType::i64},
                                               {"u1", ElementType::u8},
                                               {"u2", ElementType::u16},
                                               {"u4", ElementType::u32},
                                               {"u8", ElementType::u64},
                                               {"b1", ElementType::boolean}}};

// text of the header; `offset` becomes the place of the data
std::string read_text(ByteSource& source, const std::string& file, const std::string& place,
                      std::uint64_t& offset) {
  std::array<unsigned char, 12> start{};
  const auto bytes = std::as_writable_bytes(std::span(start));
  if (source.size() < 10) refuse(file, place, fmt::format("{} bytes", source.size()), "an npy array");
  source.read_at(0, bytes.first(10));
  if (std::string_view(reinterpret_cast<const char*>(start.data()), magic.size()) != magic) {
    refuse(file, place, "other first bytes", "an npy array, which starts with \\x93NUMPY");
  }
  const unsigned version = start[6];
  if (version < 1 || version > 3)
    refuse(file, place, fmt::format("npy version {}", version), "version 1, 2 or 3");
  offset = version == 1 ? 10 : 12;
  if (source.size() < offset) refuse(file, place, fmt::format("{} bytes", source.size()), "an npy array");
  std::uint64_t length = start[8] | static_cast<std::uint64_t>(start[9]) << 8;
  if (version > 1) {
    source.read_at(10, bytes.subspan(10));
    length |= static_cast<std::uint64_t>(start[10]) << 16 | static_cast<std::uint64_t>(start[11]) << 24;
  }
  if (length > longest_header || length > source.size() - offset) {
    refuse(file, place, fmt::format("a header of {} bytes", length),
           fmt::format("at most {} bytes", std::min(longest_header, source.size() - offset)));
  }
  std::string text(length, '\0');
  source.read_at(offset, std::as_writable_bytes(std::span(text)));
  offset += length;
  return text;
}

}  // namespace

ElementType element_type_of_descr(std::string_view descr, bool& swapped) {
  swapped = false;
  if (descr.empty()) return ElementType::unsupported;
  const char order = descr.front();
  if (order == '<' || order == '>' || order == '|' || order == '=') {
    descr.remove_prefix(1);
    const bool little = std::endian::native == std::endian::little;
    swapped = order == (little ? '>' : '<');
  }
  for (const auto& [name, type] : type_names) {
    if (name == descr) return type;
  }
  return ElementType::unsupported;
}

NpyHeader read_npy_header(ByteSource& source, const std::string& file, const std::string& place) {
  NpyHeader header;
  const std::string text = read_text(source, file, place, header.layout.offset);
  std::string fault;
  auto dictionary = parse_npy_dictionary(text, fault);
  if (!dictionary) refuse(file, place, fault, "{'descr': ..., 'fortran_order': ..., 'shape': ...}");
  ArrayLayout& layout = header.layout;
  layout.shape = std::move(dictionary->shape);
  layout.fortran = dictionary->fortran_order;
  header.descr = dictionary->structured ? "records" : dictionary->descr;
  if (!dictionary->structured) layout.type = element_type_of_descr(dictionary->descr, layout.swapped);
  if (dictionary->structured) layout.type = ElementType::unsupported;
  if (header.descr.find('O') != std::string::npos) header.descr = "Python objects";

  const auto size = array_bytes(layout.shape, item_size(layout.type));
  const std::uint64_t held = source.size() - layout.offset;
  if (!size)
    refuse(file, place, fmt::format("shape ({})", fmt::join(layout.shape, ", ")), "a size that fits 63 bits");
  if (layout.type != ElementType::unsupported && *size != held) {
    refuse(file, place, fmt::format("{} bytes of data{}", held, held < *size ? " (truncated)" : ""),
           fmt::format("{} for {} of shape ({})", *size, header.descr, fmt::join(layout.shape, ", ")));
  }
  return header;
}

}  // namespace netseam::input
