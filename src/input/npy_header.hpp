#pragma once
#include "array_layout.hpp"
#include "byte_source.hpp"

#include <string>
#include <string_view>

namespace netseam::input {

/// What the header of an npy array says; `layout.offset` is where the data starts.
struct NpyHeader {
  ArrayLayout layout;
  std::string descr;  // numpy's word for the type; of a structured or object type a description in words
};

/// Reads the header of an npy array (versions 1 to 3) and checks that the data fill the rest of `source`
/// exactly. Types that are not numbers (objects, records, complex, text) give ElementType::unsupported and no
/// such check. `file` and `place` name the array in errors (core::InputError).
NpyHeader read_npy_header(ByteSource& source, const std::string& file, const std::string& place);

/// Type, byte order of a numpy type string such as "<f4"; ElementType::unsupported if it is not a number.
ElementType element_type_of_descr(std::string_view descr, bool& swapped);

}  // namespace netseam::input
