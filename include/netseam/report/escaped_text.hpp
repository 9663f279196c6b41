#pragma once
#include <string>
#include <string_view>

namespace netseam::report {

/// `text` for HTML, as content and inside quoted attributes: & < > " ' become entities; control characters
/// and those that change the direction of writing become U+FFFD.
[[nodiscard]] std::string html_text(std::string_view text);

/// JSON that may stand inside <script type="application/json">: < > & become \u escapes, as do U+2028 and
/// U+2029. `json` must be valid JSON.
[[nodiscard]] std::string script_json(std::string_view json);

/// JavaScript that may stand inside <script>: what would end the element, or begin a comment in it, is
/// broken by a backslash. `source` has such text only inside literals.
[[nodiscard]] std::string script_source(std::string_view source);

}  // namespace netseam::report
