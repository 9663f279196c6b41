#pragma once
// What attributes of a group say: texts, one of two words.
#include "netseam/data/measure_matrix.hpp"
#include "netseam/store/hdf5_reader.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace netseam::artifact {

/// A text attribute that must be there. Throws core::InputError naming the object.
[[nodiscard]] std::string required_text(const store::Hdf5Reader& file, const std::string& object,
                                        const std::string& name);

/// Whether it is the second of two words; any other word is an InputError.
[[nodiscard]] bool is_second_word(const store::Hdf5Reader& file, const std::string& object,
                                  const std::string& name, const std::string_view (&words)[2]);

/// Kinds of measures, as in the attribute `kind`, by data::MeasureKind.
inline constexpr std::string_view measure_kinds[] = {"distance", "similarity"};

/// A dataset of names, each once; twice the same is an InputError.
[[nodiscard]] std::vector<std::string> different_names(const store::Hdf5Reader& file, const std::string& at);

}  // namespace netseam::artifact
