#pragma once
#include "netseam/report/page_model.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace netseam::report {

/// The page as one self-contained HTML text: it loads nothing. Without scripts it shows the heat map of the
/// first measure of the last checkpoint, small ones of the others (of the first and last where there are more
/// than 12), groups, borders over checkpoints, the last comparison with another network, profiles, known
/// targets, neuron clusters, traps and provenance; where no checkpoint has layer distances, only what
/// other stages found. With scripts every measure of every checkpoint, and every comparison, can
/// be chosen and read cell by cell; the values for that are packed (packed_values.hpp). `d3`: source of the
/// library d3, version 5 or newer; empty = the page has no scripts and says so. `most_bytes`: of packed
/// values, a third of it for comparisons; where there are more, the main measure of every second, third, ...
/// checkpoint is kept, then the other measures in the same way; the page says so where one is missing. Throws
/// core::InternalError where the model has no result of any stage, one of layer distances no measure,
/// or lengths do not fit. Rank-local, no files. Cost: O(values).
[[nodiscard]] std::string html_page(const PageModel& model, std::string_view d3,
                                    std::size_t most_bytes = 13'000'000);

/// The source of d3 that this program was built with; empty if it was built without.
[[nodiscard]] std::string_view embedded_d3();

}  // namespace netseam::report
