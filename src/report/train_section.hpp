#pragma once
#include "netseam/report/page_model.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace netseam::report {

/// Networks that were trained, task by task: accuracy and loss over epochs, dots where checkpoints were
/// saved, and a line for each network. Empty where no task has any. No scripts.
[[nodiscard]] std::string train_section(const PageModel& model);

/// Every network with all its epochs.
[[nodiscard]] nlohmann::ordered_json train_json(const PageModel& model);

}  // namespace netseam::report
