#include "colour_scale.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

namespace netseam::report {
namespace {

double channel(std::string_view colour, std::size_t index) {
  return static_cast<double>(std::stoi(std::string(colour.substr(1 + 2 * index, 2)), nullptr, 16));
}

}  // namespace

std::string colour_at(double position) {
  const double place = std::clamp(position, 0.0, 1.0) * static_cast<double>(viridis.size() - 1);
  const auto below = std::min(static_cast<std::size_t>(place), viridis.size() - 2);
  const double share = place - static_cast<double>(below);
  std::string colour = "#";
  for (std::size_t index = 0; index < 3; ++index) {
    const double mixed =
        (1 - share) * channel(viridis[below], index) + share * channel(viridis[below + 1], index);
    colour += fmt::format("{:02x}", static_cast<int>(std::lround(mixed)));
  }
  return colour;
}

}  // namespace netseam::report
