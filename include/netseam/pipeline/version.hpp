#pragma once
#include <string>

namespace netseam::pipeline {

/// "netseam VERSION (COMMIT)".
[[nodiscard]] std::string version_text();

}  // namespace netseam::pipeline
