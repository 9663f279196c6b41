#include "cluster_colours.hpp"

#include <fmt/format.h>

#include <array>

namespace netseam::report {
namespace {

struct Colour {
  const char* fill;
  bool dark;
};
// neighbours in the list differ most, since low numbers stand side by side
constexpr std::array<Colour, 9> muted{{{"#332288", true},
                                       {"#ddcc77", false},
                                       {"#cc6677", false},
                                       {"#88ccee", false},
                                       {"#117733", true},
                                       {"#aa4499", true},
                                       {"#44aa99", false},
                                       {"#882255", true},
                                       {"#999933", false}}};
constexpr std::array<const char*, 7> patterns{"M0 0L8 8M-2 6L2 10M6 -2L10 2",
                                              "M8 0L0 8M-2 2L2 -2M6 10L10 6",
                                              "M0 4H8",
                                              "M4 0V8",
                                              "M0 0L8 8M8 0L0 8",
                                              "M0 4H8M4 0V8",
                                              "M3 4a1 1 0 1 0 2 0a1 1 0 1 0 -2 0"};

/// Number of the pattern from 1, or 0 for none.
std::size_t pattern_of(std::size_t colour) { return colour / muted.size() % (patterns.size() + 1); }

/// Each pattern is there in black, then in white for dark colours.
std::size_t pattern_id(std::size_t colour) {
  return 2 * (pattern_of(colour) - 1) + (muted[colour % muted.size()].dark ? 1 : 0);
}

}  // namespace

const char* cluster_colour(std::size_t colour) { return muted[colour % muted.size()].fill; }

const char* text_colour_on(std::size_t colour) {
  return muted[colour % muted.size()].dark ? "#ffffff" : "#000000";
}

std::string cluster_patterns() {
  std::string text = R"svg(<svg width="0" height="0" style="position:absolute" aria-hidden="true"><defs>)svg";
  for (std::size_t k = 0; k < 2 * patterns.size(); ++k)
    text += fmt::format(
        R"svg(<pattern id="cluster-pattern-{}" width="8" height="8" patternUnits="userSpaceOnUse"><path d="{}" fill="none" stroke="{}" stroke-width="1.5"/></pattern>)svg",
        k, patterns[k / 2], k % 2 == 0 ? "#000" : "#fff");
  return text + "</defs></svg>\n";
}

std::string cluster_rectangle(std::size_t colour, double left, double top, double width, double height,
                              const std::string& attributes, const std::string& title) {
  const std::string place =
      fmt::format(R"svg(x="{:.2f}" y="{:.2f}" width="{:.2f}" height="{:.2f}")svg", left, top, width, height);
  std::string text;
  if (pattern_of(colour) > 0)  // below, so that pointers reach the pattern's title
    text = fmt::format(R"svg(<rect {} fill="{}"/>)svg", place, cluster_colour(colour));
  text += fmt::format(R"svg(<rect{} {} fill="{}")svg", attributes, place,
                      pattern_of(colour) == 0 ? std::string(cluster_colour(colour))
                                              : fmt::format("url(#cluster-pattern-{})", pattern_id(colour)));
  return text + (title.empty() ? "/>" : "><title>" + title + "</title></rect>");
}

std::string cluster_swatch(std::size_t colour) {
  return R"svg(<svg class="swatch" width="14" height="14" aria-hidden="true">)svg" +
         cluster_rectangle(colour, 0, 0, 14, 14, "", "") + "</svg>";
}

}  // namespace netseam::report
