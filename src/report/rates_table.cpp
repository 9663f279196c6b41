#include "rates_table.hpp"

#include "netseam/report/escaped_text.hpp"

#include <fmt/format.h>

namespace netseam::report {

std::string rates_table(std::span<const data::PartRate> rates) {
  std::string text =
      "<table class=\"numbers\">\n<thead><tr><th scope=\"col\">networks</th><th scope=\"col\">what the "
      "hierarchy shows</th><th "
      "scope=\"col\">how many</th><th scope=\"col\">95 % interval</th></tr></thead>\n<tbody>\n";
  for (const auto& rate : rates)
    text += fmt::format(
        "<tr><th scope=\"row\">{}</th><td>{}</td><td>{} of {}</td><td>{:.2f} to {:.2f}</td></tr>\n",
        html_text(rate.group), html_text(rate.part), rate.successes, rate.trials, rate.low, rate.high);
  return text + "</tbody></table>\n";
}

}  // namespace netseam::report
