#pragma once
#include "netseam/core/error.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/pipeline/config.hpp"

#include <cstdio>

namespace netseam::pipeline {

/// Stage `report`: reads the result files of every checkpoint (or task) of the study, whichever there are,
/// and writes OUTPUT/NAME/report.html (report::html_page) and report.json (the same numbers, not rounded),
/// each complete or not at all; with run.csv also the CSV tables of every checkpoint. A checkpoint without a
/// result that others have, or with one that cannot be read, is named in the page and on `screen` (rank 0,
/// may be null); the others are shown. Returns ExitCode::input where a file could not be read, else done.
/// Errors on all ranks alike: ConfigError where no checkpoint has a result or the output cannot be written,
/// the reader's InputError where none can be read. Collective; rank 0 does the work.
[[nodiscard]] core::ExitCode write_report(const parallel::Communicator& communicator, const Config& config,
                                          std::FILE* screen);

}  // namespace netseam::pipeline
