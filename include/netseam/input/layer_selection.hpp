#pragma once
#include "netseam/data/order_source.hpp"
#include "netseam/input/tensor_set.hpp"
#include "netseam/input/tensor_source.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace netseam::input {

/// Chosen layers: positions among the tensors, and how their order is known.
struct LayerSelection {
  std::vector<std::size_t> tensor;
  data::OrderSource order = data::OrderSource::selected;
};

/// Chooses layers by name.
/// @param tensors  all tensors of a checkpoint
/// @param order    what is known of their order
/// @param patterns names, globs (`*` `?` `[...]` as in fnmatch(3), `*` also matches '.' and '/') and brace
///                 ranges (`layers.{0..8}`, also downwards; several in one pattern vary the last fastest).
///                 Empty: all layers. A name finds any tensor, a glob only those that are layers by `order`.
/// @return pattern after pattern, a range in its order; what one glob matches, and all layers, as `tensors`
///         has them, but where nothing says that order and the names are of one pattern with numbers, by
///         these (layers.2 before layers.10). `order` is that of the least sure part: `selected` for names
///         and ranges, `guessed` for matches whose order nothing says. Of one layer `file`, or `selected`.
/// Throws core::InputError if a pattern (or one member of its range) matches nothing, with the nearest names;
/// core::ConfigError if a range is malformed or a tensor is selected twice, with both patterns.
LayerSelection select_layers(std::span<const TensorInfo> tensors, const TensorOrder& order,
                             std::span<const std::string> patterns);

/// How the order of some of the tensors is known.
/// @param chosen ascending positions; where nothing says their order and their names are of one pattern with
///               numbers, it is put into the order of these
data::OrderSource put_in_order(std::span<const TensorInfo> tensors, const TensorOrder& order,
                               std::vector<std::size_t>& chosen);

/// The members of the brace ranges of a pattern, in order; the pattern itself if it has none.
/// Throws core::ConfigError if a range is malformed or gives more than 100,000 members.
std::vector<std::string> expand_ranges(const std::string& pattern);

/// Whether a pattern has a glob character.
bool is_glob(std::string_view pattern);

/// Order in which runs of digits compare as numbers: "layers.2" before "layers.10". Total: equal only if
/// identical.
bool natural_less(std::string_view left, std::string_view right);

}  // namespace netseam::input
