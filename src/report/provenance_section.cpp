#include "page_sections.hpp"

#include "netseam/report/escaped_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace netseam::report {
namespace {

/// A long text is folded away.
std::string provenance_cell(const std::string& value) {
  const std::string text = html_text(value);
  if (value.find('\n') == std::string::npos) return text;
  return fmt::format("<details><summary>{} lines</summary><pre>{}</pre></details>",
                     std::count(value.begin(), value.end(), '\n'), text);
}

}  // namespace

std::string provenance_section(const PageModel& model) {
  std::map<std::string, std::map<std::string, std::vector<std::string>>>
      by_key;  // key -> text -> checkpoints
  for (const auto& checkpoint : model.checkpoint)
    for (const auto& [key, value] : checkpoint.provenance) by_key[key][value].push_back(checkpoint.name);
  const bool both = !model.checkpoint.empty() && !model.neurons.empty();
  for (const auto& neurons : model.neurons)
    for (const auto& [key, value] : neurons.provenance)
      by_key[key][value].push_back(neurons.checkpoint + (both ? " (neurons)" : ""));
  if (by_key.empty()) return "";
  std::string shared, own;
  for (const auto& [key, texts] : by_key)
    for (const auto& [value, names] : texts) {
      const bool one_kind = names.size() == model.checkpoint.size() || names.size() == model.neurons.size();
      const bool all = names.size() == model.checkpoint.size() + model.neurons.size() ||
                       (both && texts.size() == 1 && one_kind);
      const std::string cell = provenance_cell(value);
      if (all)
        shared += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n", html_text(key), cell);
      else
        own += fmt::format("<tr><th scope=\"row\">{}</th><td>{}{}</td><td>{}</td></tr>\n", html_text(key),
                           html_text(names.front()),
                           names.size() > 1 ? fmt::format(" and {} more", names.size() - 1) : "", cell);
    }
  std::string text =
      "<section id=\"provenance\">\n<h2>Where the numbers come from</h2>\n<div class=\"scroll\"><table>\n";
  text += shared + "</table></div>\n";
  if (!own.empty())
    text +=
        "<details>\n<summary>What differs between checkpoints</summary>\n<div class=\"scroll\"><table>\n" +
        own + "</table></div>\n</details>\n";
  return text + "</section>\n";
}

}  // namespace netseam::report
