#pragma once
#include "netseam/input/tensor_source.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace netseam::input {

/// Chooses layers by name, in the order of the patterns.
/// @param tensors  all tensors of a checkpoint, in file order
/// @param patterns names, globs (`*` `?` `[...]` as in fnmatch(3), `*` also matches '.' and '/') and brace
/// ranges
///                 (`layers.{0..8}`, also downwards; several in one pattern vary the last fastest). Empty:
///                 all tensors.
/// @return positions in `tensors`: in file order without patterns; else pattern after pattern, a range in its
/// order,
///         what one glob matches in natural order of the names (layers.2 before layers.10).
/// Throws core::InputError if a pattern (or one member of its range) matches nothing, with the nearest names;
/// core::ConfigError if a range is malformed or a tensor is selected twice, with both patterns.
std::vector<std::size_t> select_layers(std::span<const TensorInfo> tensors,
                                       std::span<const std::string> patterns);

/// The members of the brace ranges of a pattern, in order; the pattern itself if it has none.
/// Throws core::ConfigError if a range is malformed or gives more than 100,000 members.
std::vector<std::string> expand_ranges(const std::string& pattern);

/// Whether a pattern has a glob character.
bool is_glob(std::string_view pattern);

/// Order in which runs of digits compare as numbers: "layers.2" before "layers.10". Total: equal only if
/// identical.
bool natural_less(std::string_view left, std::string_view right);

}  // namespace netseam::input
