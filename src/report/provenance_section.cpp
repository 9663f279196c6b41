#include "page_sections.hpp"

#include "netseam/report/escaped_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace netseam::report {
namespace {

/// Key -> text -> checkpoints.
using ByKey = std::map<std::string, std::map<std::string, std::vector<std::string>>>;

/// A long text is folded away.
std::string provenance_cell(const std::string& value) {
  const std::string text = html_text(value);
  if (value.find('\n') == std::string::npos) return text;
  return fmt::format("<details><summary>{} lines</summary><pre>{}</pre></details>",
                     std::count(value.begin(), value.end(), '\n'), text);
}

}  // namespace

std::string provenance_section(const PageModel& model) {
  ByKey by_key;
  std::map<std::string, std::size_t> results;  // of the stages that have the key
  const int stages = (model.checkpoint.empty() ? 0 : 1) + (model.neurons.empty() ? 0 : 1) +
                     (model.hierarchy.empty() ? 0 : 1) + (model.sculpt.empty() ? 0 : 1) +
                     (model.train.empty() ? 0 : 1);
  const auto add_stage = [&](const auto& pages, const auto& name, const char* stage) {
    std::set<std::string> keys;
    for (const auto& page : pages)
      for (const auto& [key, value] : page.provenance) {
        by_key[key][value].push_back(name(page) + (stages > 1 ? stage : ""));
        keys.insert(key);
      }
    for (const std::string& key : keys) results[key] += pages.size();
  };
  const auto checkpoint = [](const auto& page) { return page.checkpoint; };
  add_stage(
      model.checkpoint, [](const auto& page) { return page.name; }, " (layers)");
  add_stage(model.neurons, checkpoint, " (neurons)");
  add_stage(model.hierarchy, checkpoint, " (hierarchy)");
  add_stage(
      model.sculpt, [](const auto& page) { return page.sculpted.task; }, " (sculpt)");
  add_stage(
      model.train, [](const auto& page) { return page.trained.task; }, " (train)");
  if (by_key.empty()) return "";
  std::string shared, own;
  for (const auto& [key, texts] : by_key)
    for (const auto& [value, names] : texts) {
      const bool all = names.size() == results[key];
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
    text += fmt::format("<details>\n<summary>What differs between {}</summary>\n", units_word(model)) +
            "<div class=\"scroll\"><table>\n" + own + "</table></div>\n</details>\n";
  return text + "</section>\n";
}

}  // namespace netseam::report
