#include "netseam/result_json/matrix_rows.hpp"

#include <nlohmann/json.hpp>

#include <vector>

namespace netseam::result_json {

nlohmann::ordered_json matrix_rows(std::span<const double> matrix, std::size_t columns) {
  auto rows = nlohmann::ordered_json::array();
  for (std::size_t from = 0; from < matrix.size(); from += columns) {
    const auto row = matrix.subspan(from, columns);
    rows.push_back(std::vector<double>(row.begin(), row.end()));
  }
  return rows;
}

}  // namespace netseam::result_json
