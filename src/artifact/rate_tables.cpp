#include "rate_tables.hpp"

#include "column_table.hpp"
#include "csv_text.hpp"
#include "printable_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <iterator>

namespace netseam::artifact {
namespace {

using Column = std::vector<std::int64_t>;

}  // namespace

void write_parts(store::CollectiveFile& file, const NetworkParts& parts) {
  Column network;
  std::vector<std::string> name;
  std::vector<std::uint8_t> holds, required;
  for (std::size_t n = 0; n < parts.size(); ++n)
    for (const auto& part : parts[n]) {
      network.push_back(static_cast<std::int64_t>(n));
      name.push_back(part.name);
      holds.push_back(part.holds ? 1 : 0);
      required.push_back(part.required ? 1 : 0);
    }
  const TableWriter table{file, "parts", "part of the success rule, of a network"};
  table.column("network", network, "network, from 0", "network");
  table.texts("name", name, "what the hierarchy should show");
  table.column("holds", holds, "1 where it does", "1");
  table.column("required", required, "1 where success needs it", "1");
}

void write_rates(store::CollectiveFile& file, std::span<const data::PartRate> rates) {
  std::vector<std::string> group, part;
  Column successes, trials;
  std::vector<double> low, high;
  for (const auto& rate : rates) {
    group.push_back(rate.group);
    part.push_back(rate.part);
    successes.push_back(static_cast<std::int64_t>(rate.successes));
    trials.push_back(static_cast<std::int64_t>(rate.trials));
    low.push_back(rate.low);
    high.push_back(rate.high);
  }
  const TableWriter table{file, "rates", "rate"};
  table.texts("group", group, "networks that are counted");
  table.texts("part", part, "what is counted; success: all required parts");
  table.column("successes", successes, "networks of which it holds", "1");
  table.column("trials", trials, "networks", "1");
  table.column("low", low, "lower end of the Wilson interval of 95 %", "1");
  table.column("high", high, "upper end", "1");
}

NetworkParts read_parts(const store::Hdf5Reader& file, std::size_t networks) {
  const TableReader table(file, "parts", "network");
  const Column of = table.networks(networks);
  const auto name = table.texts("name");
  const Column holds = table.numbers("holds", 1), required = table.numbers("required", 1);
  NetworkParts parts(networks);
  for (std::size_t row = 0; row < table.rows(); ++row)
    parts[static_cast<std::size_t>(of[row])].push_back({name[row], holds[row] != 0, required[row] != 0});
  return parts;
}

std::vector<data::PartRate> read_rates(const store::Hdf5Reader& file) {
  const TableReader table(file, "rates", "successes");
  const auto group = table.texts("group"), part = table.texts("part");
  const Column successes = table.numbers("successes"), trials = table.numbers("trials");
  const auto low = table.reals("low"), high = table.reals("high");
  std::vector<data::PartRate> rates;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (successes[row] > trials[row])
      table.refuse("successes", fmt::format("{} in row {}", successes[row], row),
                   fmt::format("at most {}", trials[row]));
    rates.push_back({group[row], part[row], static_cast<std::size_t>(successes[row]),
                     static_cast<std::size_t>(trials[row]), low[row], high[row]});
  }
  return rates;
}

std::string rates_text(std::span<const data::PartRate> rates) {
  std::size_t width = 18;
  for (const auto& rate : rates) width = std::max(width, printable(rate.group).size() + 2);
  std::string text;
  for (const auto& rate : rates)
    text += fmt::format("  {:<{}}{:<44}{:>4} of {:<4} 95 %: {:.2f} to {:.2f}\n", printable(rate.group), width,
                        printable(rate.part), rate.successes, rate.trials, rate.low, rate.high);
  return text;
}

std::string rates_csv(std::span<const data::PartRate> rates) {
  std::string text = "group,part,successes,trials,low,high\r\n";
  for (const auto& rate : rates)
    fmt::format_to(std::back_inserter(text), "{},{},{},{},{},{}\r\n", csv_field(rate.group),
                   csv_field(rate.part), rate.successes, rate.trials, number_field(rate.low),
                   number_field(rate.high));
  return text;
}

}  // namespace netseam::artifact
