#pragma once
#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <span>

namespace netseam::result_json {

/// A row-major matrix as a list of its rows. Numbers that are not finite become null when written.
[[nodiscard]] nlohmann::ordered_json matrix_rows(std::span<const double> matrix, std::size_t columns);

}  // namespace netseam::result_json
