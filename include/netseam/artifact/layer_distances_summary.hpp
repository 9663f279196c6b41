#pragma once
#include "netseam/artifact/layer_distances_file.hpp"

#include <cstddef>
#include <string>

namespace netseam::artifact {

struct TextOptions {
  bool colour = false;       // 24-bit ANSI colours; else an ASCII ramp
  std::size_t columns = 80;  // width of the terminal, at least 40
};

/// A summary for a terminal: study and checkpoint (provenance entries `study`, `checkpoint`), samples,
/// layers, convention, groups as named ranges with the confidence of their borders, criterion, how tightly
/// the losses are bracketed, starts that won, pairs that did not converge, and a heat map of the GW distance
/// sqrt(loss)/2 (no unit) with the borders drawn in. More layers than the width allows are averaged in
/// blocks. Control characters in names are shown as \xNN, and bytes that are not UTF-8 too. All pairs must be
/// there. Not collective, no output.
[[nodiscard]] std::string summary_text(const LayersFile& file, const TextOptions& options);

/// The same as JSON (one object, indented): layers, convention, groups, criterion, cost, bracket, the
/// matrices `loss`, `gw_distance`, `lower_bound`, `identity`, and provenance.
[[nodiscard]] std::string summary_json(const LayersFile& file);

}  // namespace netseam::artifact
