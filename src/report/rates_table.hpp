#pragma once
#include "netseam/data/success_rates.hpp"

#include <span>
#include <string>

namespace netseam::report {

/// How often the modules of networks show what they should, as a table in HTML.
[[nodiscard]] std::string rates_table(std::span<const data::PartRate> rates);

}  // namespace netseam::report
