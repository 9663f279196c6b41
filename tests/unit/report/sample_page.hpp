#pragma once
#include "netseam/report/page_model.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace netseam::test {

/// A checkpoint of `layers` layers "layer.0", ... in blocks of `block` layers: pairs inside a block have the
/// value 0.1 and pairs further apart 0.1 + 0.05 for each border between them; lower ends at half the value.
[[nodiscard]] report::CheckpointPage block_checkpoint(const std::string& name, std::size_t layers,
                                                      std::size_t block);
/// A study of checkpoints of that kind.
[[nodiscard]] report::PageModel block_model(std::size_t checkpoints, std::size_t layers, std::size_t block);

/// How often `part` is in `text`.
[[nodiscard]] std::size_t count(const std::string& text, const std::string& part);
/// The first JSON that the page holds for its scripts.
[[nodiscard]] std::string embedded_json(const std::string& page);

}  // namespace netseam::test
