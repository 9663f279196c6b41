#include "netseam/pipeline/version.hpp"

#include "netseam_build_version.hpp"

namespace netseam::pipeline {

std::string version_text() { return std::string("netseam ") + build_version + " (" + build_commit + ")"; }

}  // namespace netseam::pipeline
