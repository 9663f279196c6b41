#pragma once
#include "netseam/report/page_model.hpp"

#include <string>

namespace netseam::report {

/// What results are about: "checkpoints" or "tasks".
[[nodiscard]] inline const char* units_word(const PageModel& model) {
  return model.of_tasks ? "tasks" : "checkpoints";
}

/// The parts of the page in their order, as HTML. The first opens <main>. A part that has nothing to show is
/// empty. Elements that only scripts can fill are hidden until the scripts show them.
[[nodiscard]] std::string header_section(const PageModel& model, bool scripts);
[[nodiscard]] std::string problems_section(const PageModel& model);
/// The choice of measure and checkpoint, the heat map of the last checkpoint and its groups.
[[nodiscard]] std::string map_section(const PageModel& model);
/// A small heat map of every checkpoint, or of the first and the last.
[[nodiscard]] std::string small_maps_section(const PageModel& model);
[[nodiscard]] std::string borders_section(const PageModel& model);
/// Groups of the last checkpoint that need not be contiguous, and a place for the dendrogram.
[[nodiscard]] std::string clusters_section(const PageModel& model);
[[nodiscard]] std::string profiles_section(const PageModel& model);
[[nodiscard]] std::string traps_section(const PageModel& model);
[[nodiscard]] std::string provenance_section(const PageModel& model);

}  // namespace netseam::report
