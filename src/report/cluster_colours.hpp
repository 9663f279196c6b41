#pragma once
#include <cstddef>
#include <string>

namespace netseam::report {

/// Colours of clusters: nine that colour-blind readers can tell apart (P. Tol, "muted", 2021,
/// https://sronpersonalpages.nl/~pault), then the same with one of seven patterns on them.
[[nodiscard]] const char* cluster_colour(std::size_t colour);
/// Neurons without a cluster.
inline constexpr const char* no_cluster_colour = "#dddddd";

/// Black or white, whichever can be read on the colour.
[[nodiscard]] const char* text_colour_on(std::size_t colour);

/// The patterns, as one element without size that stands once before the figures that use them.
[[nodiscard]] std::string cluster_patterns();

/// A rectangle in the colour of a cluster, with its pattern. `attributes`: of the rectangle, such as
/// ` class="part"`, or empty. `title`: escaped text that is shown on hovering, or empty.
[[nodiscard]] std::string cluster_rectangle(std::size_t colour, double left, double top, double width,
                                            double height, const std::string& attributes,
                                            const std::string& title);

/// A small square of the colour, for lists and tables.
[[nodiscard]] std::string cluster_swatch(std::size_t colour);

}  // namespace netseam::report
