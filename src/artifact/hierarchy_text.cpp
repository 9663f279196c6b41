#include "hierarchy_schema.hpp"
#include "printable_text.hpp"
#include "rate_tables.hpp"

#include "netseam/artifact/hierarchy_json.hpp"
#include "netseam/artifact/hierarchy_summary.hpp"
#include "netseam/core/words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

namespace netseam::artifact {
namespace {

constexpr std::size_t most_networks = 20;  // that are shown one by one

std::string head_text(const HierarchyFile& file) {
  const auto entry = [&](const char* name) {
    return printable(file.provenance.find(name).value_or("unknown"));
  };
  std::string text =
      fmt::format("Hierarchy of modules of {}, checkpoint {}\n", entry("study"), entry("checkpoint"));
  for (const auto& [name, field] : hierarchy_convention_fields) {
    std::string key = name;
    std::replace(key.begin(), key.end(), '_', ' ');
    if (!(file.convention.*field).empty())
      text += fmt::format("  {:<22}{}\n", key, printable(file.convention.*field));
  }
  return text;
}

/// "12 of 326: theta 0.75" for every variant that changed modules, unit orders together.
std::string variants_text(const HierarchyFile& file) {
  std::vector<std::string> order;
  std::map<std::string, std::size_t> changed;
  std::size_t networks = 0, tied = 0;
  for (const auto& network : file.network) {
    if (!network.fault.empty()) continue;
    ++networks;
    tied += data::sensitive_to_ties(network.modules) ? 1 : 0;
    for (const auto& variant : network.modules.variant) {
      if (variant.name.starts_with("unit order")) continue;
      if (!changed.contains(variant.name)) order.push_back(variant.name);
      changed[variant.name] += variant.modules_differ ? 1 : 0;
    }
  }
  std::string text = fmt::format(
      "\nOther modules in {} of {} networks when units stand in another order (ties)\n", tied, networks);
  for (const std::string& name : order)
    text += fmt::format("Other modules in {} of {} with {}\n", changed[name], networks, printable(name));
  return text;
}

/// "1, 3..5" of ascending numbers.
std::string ranges_text(const std::vector<std::size_t>& numbers) {
  std::string text;
  for (std::size_t i = 0; i < numbers.size();) {
    std::size_t last = i;
    while (last + 1 < numbers.size() && numbers[last + 1] == numbers[last] + 1) ++last;
    text += fmt::format("{}{}", text.empty() ? "" : ", ",
                        last == i
                            ? fmt::format("{}", numbers[i])
                            : fmt::format("{}{}{}", numbers[i], last == i + 1 ? ", " : "..", numbers[last]));
    i = last + 1;
  }
  return text;
}

std::string module_text(const data::NetworkModules& modules, std::size_t module) {
  std::string text;
  for (std::size_t l = 0; l < modules.module.size(); ++l) {
    std::vector<std::size_t> units;
    for (std::size_t u = 0; u < modules.module[l].size(); ++u)
      if (modules.module[l][u] == module) units.push_back(modules.kept[l][u]);
    if (units.empty()) continue;
    const std::string layer = l == 0                           ? "inputs"
                              : l + 1 == modules.module.size() ? "outputs"
                                                               : fmt::format("layer {}", l);
    text += fmt::format("{}{} {}", text.empty() ? "" : "; ", layer, ranges_text(units));
  }
  std::string to;
  for (const auto& edge : modules.edge)
    if (edge.from == module) to += fmt::format("{}{}", to.empty() ? " -> " : ", ", edge.to);
  return text + to;
}

std::string network_text(const data::NetworkHierarchy& network) {
  const std::string warning =
      network.order_warning.empty() ? "" : fmt::format("  Warning: {}\n", printable(network.order_warning));
  if (!network.fault.empty())
    return fmt::format("\n{}: no modules: {}\n", printable(network.name), printable(network.fault)) + warning;
  const std::size_t modules = data::module_count(network.modules);
  std::string text = fmt::format("\n{}: {}, {}{}\n", printable(network.name), fmt::join(network.units, "-"),
                                 core::counted(modules, "module"),
                                 data::sensitive_to_ties(network.modules) ? ", decided by ties" : "");
  text += warning;
  for (std::size_t m = 0; m < modules; ++m)
    text += fmt::format("  {:>3}  {}\n", m, module_text(network.modules, m));
  return text;
}

}  // namespace

std::string hierarchy_summary_text(const HierarchyFile& file) {
  std::string text = head_text(file);
  std::map<std::size_t, std::size_t> with;  // networks by their number of modules
  std::size_t faults = 0;
  for (const auto& network : file.network) {
    if (!network.fault.empty())
      ++faults;
    else
      ++with[data::module_count(network.modules)];
  }
  text += fmt::format("\n{}, {} without modules\n", core::counted(file.network.size(), "network"), faults);
  for (const auto& [modules, networks] : with)
    text += fmt::format("  {:>5} with {}\n", networks, core::counted(modules, "module"));
  if (!file.rate.empty())
    text +=
        "\nDo the modules show the sub-functions of the functions that are known?\n" + rates_text(file.rate);
  text += variants_text(file);
  for (std::size_t n = 0; n < std::min(most_networks, file.network.size()); ++n)
    text += network_text(file.network[n]);
  if (file.network.size() > most_networks)
    text += fmt::format("\n{} more: netseam show FILE --json has all\n", file.network.size() - most_networks);
  return text;
}

std::string hierarchy_summary_lines(const HierarchyFile& file) {
  std::string text;
  for (const auto& network : file.network) text += hierarchy_line(network) + "\n";
  return text;
}

}  // namespace netseam::artifact
