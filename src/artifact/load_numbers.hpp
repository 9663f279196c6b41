#pragma once
// Datasets of numbers in a range.
#include "netseam/store/hdf5_reader.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace netseam::artifact {

/// Numbers that may be NaN but not infinite. Throws core::InputError for others, and for another shape.
[[nodiscard]] std::vector<double> read_numbers(const store::Hdf5Reader& file, const std::string& name,
                                               const std::vector<std::size_t>& shape);

/// Whole numbers from `least` to `most`. Throws likewise.
[[nodiscard]] std::vector<std::int64_t> read_range(const store::Hdf5Reader& file, const std::string& name,
                                                   const std::vector<std::size_t>& shape, std::int64_t least,
                                                   std::int64_t most);

/// An attribute of an object that must be there. Throws core::InputError naming the object.
[[nodiscard]] double required_number(const store::Hdf5Reader& file, const std::string& object,
                                     const std::string& name);
[[nodiscard]] std::size_t required_size(const store::Hdf5Reader& file, const std::string& object,
                                        const std::string& name);

/// Throws core::InputError unless the root says that the file has this schema and version. `command` makes
/// such files.
void require_schema(const store::Hdf5Reader& file, std::string_view schema, std::int64_t version,
                    std::string_view command);

}  // namespace netseam::artifact
