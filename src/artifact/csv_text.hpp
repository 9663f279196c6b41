#pragma once
#include <string>
#include <string_view>

namespace netseam::artifact {

/// A text as a field (RFC 4180): quotes around what holds a comma, a quote or a line break; quotes inside are
/// doubled.
[[nodiscard]] std::string csv_field(std::string_view text);

/// 17 digits; empty for NaN.
[[nodiscard]] std::string number_field(double value);

}  // namespace netseam::artifact
