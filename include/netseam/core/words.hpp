#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace netseam::core {

/// "1 pair", "2 pairs", "0 pairs": a number and what it counts, given in the singular; the plural adds an s.
[[nodiscard]] std::string counted(std::size_t number, std::string_view what);

/// Levenshtein distance: fewest insertions, deletions and replacements of a character. Of longer texts the
/// first 200 characters count, so that the cost has a bound.
[[nodiscard]] std::size_t edit_distance(std::string_view left, std::string_view right);

/// The candidate with the least edit distance to `name`, the first of equals; empty if none is near: no more
/// than a third of the longer one's characters may differ (and one always may).
[[nodiscard]] std::string nearest_name(std::string_view name, std::span<const std::string> candidates);

/// ", did you mean 'NAME'?" with the nearest candidate, or an empty text.
[[nodiscard]] std::string suggestion(std::string_view name, std::span<const std::string> candidates);

/// A share to four digits, or "not known" of NaN, as in results of versions that did not measure it.
[[nodiscard]] std::string share_text(double share);

}  // namespace netseam::core
