#pragma once
#include "netseam/report/page_model.hpp"

#include <cstddef>
#include <string>

namespace netseam::report {

/// What the scripts of the page read, as JSON. Matrices are upper triangles by data::pair_index, packed
/// (packed_values.hpp) in base64:
///   {study, layers: [[name, ...], ...], measures: [{name, title, unit, kind, low, high}, ...],
///    checkpoints: [{name, layers: index, samples, measures: [{measure: index, low, high, value,
///      least?: {step, code}, most?: {step, code}, self?: [L], words: [text, ...], word?: base64 (absent: the
///      first for all), border, confidence, q?, grouped?: false, resamples, clustering?, merge?: [[first,
///      second, height]]}], profiles: [{title, unit, value: [L]}]}]}
/// and what add_cross adds (cross_data.hpp), which takes up to a third of most_bytes.
/// The low and high of `measures` are those of shared_range. A measure without `value` (and least, most,
/// self, words, word and merge) was left out by kept_values(model, most_bytes); its borders are there.
[[nodiscard]] std::string page_data(const PageModel& model, std::size_t most_bytes);

}  // namespace netseam::report
