#include "static_charts.hpp"

#include "colour_scale.hpp"
#include "group_text.hpp"

#include "netseam/report/escaped_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace netseam::report {
namespace {

constexpr std::size_t longest_name = 22;
constexpr double letter = 6.3, label_apart = 13;

const CheckpointPage& deepest(const PageModel& model) {
  return *std::max_element(model.checkpoint.begin(), model.checkpoint.end(),
                           [](const auto& a, const auto& b) { return a.layer.size() < b.layer.size(); });
}

std::size_t longest_of(const std::vector<std::string>& names) {
  std::size_t longest = 0;
  for (const auto& name : names) longest = std::max(longest, std::min(name.size(), longest_name));
  return longest;
}

std::string svg_start(const char* kind, double width, double height, const std::string& label) {
  return fmt::format(
      R"svg(<svg xmlns="http://www.w3.org/2000/svg" class="{0}" viewBox="0 0 {1:.0f} {2:.0f}" width="{1:.0f}" height="{2:.0f}" role="img" aria-label="{3}" font-family="sans-serif" font-size="11" fill="#222">)svg",
      kind, width, height, html_text(label));
}

/// Borders of one checkpoint as bars.
std::string bars(const CheckpointPage& checkpoint, double left, double top, double width,
                 double layer_height) {
  std::string text;
  const auto& groups = checkpoint.measure.front().segmentation;
  for (std::size_t k = 0; k < groups.border.size(); ++k) {
    const std::size_t at = groups.border[k];
    const double confidence =
        k < groups.confidence.size() && std::isfinite(groups.confidence[k]) ? groups.confidence[k] : 0.5;
    text += fmt::format(
        R"svg(<rect class="bar" data-border="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="4" fill="{}"><title>{}</title></rect>)svg",
        at, left, top + static_cast<double>(at) * layer_height - 2, width, colour_at(0.92 * (1 - confidence)),
        html_text(fmt::format("{}: border between {} and {}, in {} of the resamples", checkpoint.name,
                              checkpoint.layer[at - 1], checkpoint.layer[at], confidence_text(groups, k))));
  }
  return text;
}

std::string value_labels(double left, double top, double height, double low, double high) {
  return fmt::format(
      R"svg(<text x="{0:.1f}" y="{1:.1f}" text-anchor="end">{2:.3g}</text><text x="{0:.1f}" y="{3:.1f}" text-anchor="end">{4:.3g}</text>)svg",
      left - 5, top + 8, high, top + height, low);
}

}  // namespace

std::string border_chart(const PageModel& model) {
  const auto& names = deepest(model).layer;
  const auto count = static_cast<double>(model.checkpoint.size()), layers = static_cast<double>(names.size());
  std::vector<std::string> checkpoints;
  for (const auto& checkpoint : model.checkpoint) checkpoints.push_back(checkpoint.name);
  const double left = letter * static_cast<double>(longest_of(names)) + 12, top = 8;
  const double plot_width = std::clamp(60 * count, 120.0, 640.0);
  const double plot_height = std::clamp(16 * layers, 60.0, 420.0);
  const double column = plot_width / count, row = plot_height / layers;
  const double height = top + plot_height + letter * static_cast<double>(longest_of(checkpoints)) + 14;
  std::string text = svg_start("borders", left + plot_width + 20, height,
                               "Where layer groups begin, for each checkpoint from left to right");
  text += fmt::format(R"svg(<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="#f3f3f3"/>)svg",
                      left, top, plot_width, plot_height);
  const std::size_t layer_step = label_step(names.size(), plot_height, label_apart);
  for (std::size_t i = 0; i < names.size(); i += layer_step)
    text += fmt::format(R"svg(<text x="{:.1f}" y="{:.1f}" text-anchor="end">{}</text>)svg", left - 5,
                        top + (static_cast<double>(i) + 0.5) * row + 4,
                        html_text(short_name(names[i], longest_name)));
  const std::size_t step = label_step(checkpoints.size(), plot_width, label_apart);
  for (std::size_t k = 0; k < checkpoints.size(); ++k) {
    const double x = left + static_cast<double>(k) * column;
    text += bars(model.checkpoint[k], x + 0.1 * column, top, 0.8 * column, row);
    if (k % step == 0)
      text += fmt::format(
          R"svg(<text transform="translate({:.1f} {:.1f}) rotate(-90)" text-anchor="end">{}</text>)svg",
          x + column / 2 + 4, top + plot_height + 5, html_text(short_name(checkpoints[k], longest_name)));
  }
  return text + "</svg>";
}

std::string profile_chart(const CheckpointPage& checkpoint, const data::LayerProfile& profile) {
  constexpr double left = 52, top = 8, width = 290, height = 110;
  double low = 0, high = 0;
  bool any = false;
  for (const double value : profile.value) {
    if (!std::isfinite(value)) continue;
    low = any ? std::min(low, value) : value;
    high = any ? std::max(high, value) : value;
    any = true;
  }
  const double span = high > low ? high - low : 1;
  std::string line, dots;
  bool begun = false;
  const auto layers = static_cast<double>(checkpoint.layer.size());
  for (std::size_t i = 0; i < profile.value.size(); ++i) {
    if (!std::isfinite(profile.value[i])) {
      begun = false;
      continue;
    }
    const double x = left + (static_cast<double>(i) + 0.5) / layers * width;
    const double y = top + height - (profile.value[i] - low) / span * height;
    line += fmt::format("{}{:.1f} {:.1f}", begun ? "L" : "M", x, y);
    dots += fmt::format(R"svg(<circle cx="{:.1f}" cy="{:.1f}" r="2"><title>{}</title></circle>)svg", x, y,
                        html_text(fmt::format("{}: {:.4g}", checkpoint.layer[i], profile.value[i])));
    begun = true;
  }
  const double below = letter * static_cast<double>(longest_of(checkpoint.layer)) + 12;
  std::string text = svg_start("profile", left + width + 10, top + height + below,
                               profile.title + " of every layer, checkpoint " + checkpoint.name);
  text +=
      fmt::format(R"svg(<path d="M{} {}v{}h{}" fill="none" stroke="#999"/>)svg", left, top, height, width);
  text += value_labels(left, top, height, low, high);
  const std::size_t step = label_step(checkpoint.layer.size(), width, label_apart);
  for (std::size_t i = 0; i < checkpoint.layer.size(); i += step)
    text += fmt::format(
        R"svg(<text transform="translate({:.1f} {:.1f}) rotate(-90)" text-anchor="end">{}</text>)svg",
        left + (static_cast<double>(i) + 0.5) / layers * width + 4, top + height + 5,
        html_text(short_name(checkpoint.layer[i], longest_name)));
  return text +
         fmt::format(
             R"svg(<path d="{}" fill="none" stroke="#2a788e" stroke-width="1.5"/><g fill="#2a788e">{}</g></svg>)svg",
             line, dots);
}

}  // namespace netseam::report
