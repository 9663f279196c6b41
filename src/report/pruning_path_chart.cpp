#include "pruning_path_chart.hpp"

#include "chart_axes.hpp"
#include "cluster_colours.hpp"

#include "netseam/core/words.hpp"
#include "netseam/report/escaped_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>
#include <vector>

namespace netseam::report {
namespace {

constexpr std::size_t most_points = 4000;
constexpr double left = 60, top = 24, width = 440, height = 180, legend_row = 16;

double share_left(const data::SculptedNetwork& network, const data::PruningStep& step) {
  return 100 * static_cast<double>(step.weights_left) / static_cast<double>(network.weights);
}

bool is_drawn(const data::SculptedNetwork& network, const data::PruningStep& step) {
  return step.trained && step.weights_left > 0 && step.weights_left <= network.weights;
}

struct PathAxes {
  ChartAxis across{0, 2, left, width}, up{0.99, 1, top + height, -height};  // across: powers of ten

  explicit PathAxes(const data::SculptedNetworks& sculpted) {
    for (const auto& network : sculpted.network)
      for (const auto& step : network.path) {
        if (!is_drawn(network, step)) continue;
        across.low = std::min(across.low, std::floor(std::log10(share_left(network, step))));
        up.low = std::min(up.low, step.accuracy);
      }
  }
  [[nodiscard]] std::string text() const {
    std::vector<AxisTick> ticks;
    for (double power = across.low; power <= across.high; ++power)
      ticks.push_back({power, fmt::format("{:g}", std::pow(10, power))});
    return vertical_axis(up, left, "accuracy") +
           horizontal_axis(across, top + height, "weights left, %, logarithmic", ticks);
  }
};

std::string dot(const data::SculptedNetwork& network, const data::PruningStep& step, const PathAxes& axes,
                const char* colour) {
  const double share = share_left(network, step);
  return fmt::format(
      R"svg(<circle cx="{:.1f}" cy="{:.1f}" r="3" stroke="{}" fill="{}"><title>{}</title></circle>)svg",
      axes.across.at(std::log10(share)), axes.up.at(step.accuracy), colour, step.accepted ? colour : "none",
      html_text(fmt::format("{}: {}, {:.3g} % of the weights left, accuracy {:.4f}, {}", network.network.name,
                            step.phase, share, step.accuracy, step.accepted ? "accepted" : "refused")));
}

std::string legend(const std::set<std::size_t>& depths) {
  std::string text;
  double y = top + height + 52;
  std::size_t colour = 0;
  for (const std::size_t depth : depths) {
    text += fmt::format(R"svg(<circle cx="{:.1f}" cy="{:.1f}" r="4" fill="{}"/>)svg", left + 6, y - 4,
                        cluster_colour(colour++)) +
            chart_text(left + 18, y, core::counted(depth, "hidden layer"));
    y += legend_row;
  }
  return text;
}

}  // namespace

std::string pruning_path_chart(const data::SculptedNetworks& sculpted) {
  std::set<std::size_t> depths;
  for (const auto& network : sculpted.network) depths.insert(network.depth);
  const PathAxes axes(sculpted);
  std::string dots;
  std::size_t points = 0;
  for (const auto& network : sculpted.network) {
    const auto colour = static_cast<std::size_t>(std::distance(depths.begin(), depths.find(network.depth)));
    for (const auto& step : network.path)
      if (is_drawn(network, step) && ++points <= most_points)
        dots += dot(network, step, axes, cluster_colour(colour));
  }
  return chart_start("pruning-path", left + width + 20,
                     top + height + 44 + legend_row * static_cast<double>(depths.size()),
                     "Accuracy and weights left on the way of pruning, " + sculpted.task) +
         axes.text() + dots + legend(depths) + "</svg>";
}

}  // namespace netseam::report
