#include "product_datasets.hpp"

#include "column_table.hpp"
#include "printable_text.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <string>

namespace netseam::artifact {
namespace {

using Networks = std::vector<data::SculptedNetwork>;

std::int64_t number(std::size_t value) { return static_cast<std::int64_t>(value); }
std::size_t size(std::int64_t value) { return static_cast<std::size_t>(value); }

/// What the tables have in common: the network and its state.
struct StateColumns {
  std::vector<std::int64_t> network;
  std::vector<std::string> state;

  void add(std::size_t n, const std::string& name) {
    network.push_back(number(n));
    state.push_back(name);
  }
  void write(const TableWriter& table) const {
    table.column("network", network, "network, from 0", "network");
    table.texts("state", state, "of the network: dense or pruned");
  }
};

void write_products(store::CollectiveFile& file, const Networks& networks) {
  StateColumns rows;
  std::vector<std::int64_t> input, output;
  std::vector<double> value;
  for (std::size_t n = 0; n < networks.size(); ++n)
    for (const auto& product : networks[n].product)
      for (std::size_t k = 0; k < product.value.size(); ++k) {
        const std::size_t outputs = networks[n].network.units.back();
        rows.add(n, product.state);
        input.push_back(number(k / outputs));
        output.push_back(number(k % outputs));
        value.push_back(product.value[k]);
      }
  const TableWriter table{file, "products", "input and output of a network"};
  rows.write(table);
  table.column("input", input, "input, from 0", "1");
  table.column("output", output, "output, from 0", "1");
  table.column("value", value, "sum over all paths of the product of the sizes of their weights", "1");
}

void write_carrying(store::CollectiveFile& file, const Networks& networks) {
  StateColumns rows;
  std::vector<std::int64_t> layer, units;
  for (std::size_t n = 0; n < networks.size(); ++n)
    for (const auto& product : networks[n].product)
      for (std::size_t l = 0; l < product.carrying.size(); ++l) {
        rows.add(n, product.state);
        layer.push_back(number(l + 1));
        units.push_back(number(product.carrying[l]));
      }
  const TableWriter table{file, "carrying", "hidden layer of a network"};
  rows.write(table);
  table.column("layer", layer, "hidden layer, from 1", "layer");
  table.column("units", units, "units that carry 90 % of the products that leave it for the outputs", "1");
}

void write_tests(store::CollectiveFile& file, const Networks& networks) {
  StateColumns rows;
  std::vector<std::string> group;
  std::vector<double> statistic, degrees, p;
  for (std::size_t n = 0; n < networks.size(); ++n)
    for (const auto& test : networks[n].test) {
      rows.add(n, test.state);
      group.push_back(test.group);
      statistic.push_back(test.statistic);
      degrees.push_back(test.degrees);
      p.push_back(test.p);
    }
  const TableWriter table{file, "product_tests", "test of a network"};
  rows.write(table);
  table.texts("group", group, "inputs and outputs that belong together");
  table.column("statistic", statistic,
               "Welch's t of products from the inputs to other outputs against those to their own", "1");
  table.column("degrees", degrees, "degrees of freedom; NaN where neither side varies", "1");
  table.column("p", p, "chance of a t that is as small, one-sided", "1");
}

/// States of the rows of a table, checked.
std::vector<std::string> read_states(const TableReader& table) {
  auto states = table.texts("state");
  for (std::size_t row = 0; row < states.size(); ++row)
    if (states[row] != "dense" && states[row] != "pruned")
      table.refuse("state", fmt::format("'{}' in row {}", printable(states[row]), row), "dense or pruned");
  return states;
}

/// The products of that state of a network, which begin with the first row about it.
data::WeightProducts& products_of(data::SculptedNetwork& network, const std::string& state) {
  for (auto& product : network.product)
    if (product.state == state) return product;
  network.product.push_back({state, {}, {}});
  return network.product.back();
}

void read_carrying(const store::Hdf5Reader& file, Networks& networks) {
  const TableReader table(file, "carrying", "network");
  const auto of = table.networks(networks.size()), layer = table.numbers("layer"),
             units = table.numbers("units");
  const auto state = read_states(table);
  for (std::size_t row = 0; row < table.rows(); ++row) {
    auto& network = networks[size(of[row])];
    auto& carrying = products_of(network, state[row]).carrying;
    const auto& all = network.network.units;
    if (size(layer[row]) != carrying.size() + 1 || size(layer[row]) + 1 >= all.size())
      table.refuse("layer", fmt::format("{} in row {}", layer[row], row),
                   fmt::format("the hidden layers 1 to {} in turn", all.size() - 2));
    if (size(units[row]) > all[size(layer[row])])
      table.refuse("units", fmt::format("{} in row {}", units[row], row),
                   fmt::format("at most {}", all[size(layer[row])]));
    carrying.push_back(size(units[row]));
  }
}

void read_products(const store::Hdf5Reader& file, Networks& networks) {
  const TableReader table(file, "products", "network");
  const auto of = table.networks(networks.size()), input = table.numbers("input"),
             output = table.numbers("output");
  const auto state = read_states(table);
  const auto value = table.reals("value");
  for (std::size_t row = 0; row < table.rows(); ++row) {
    auto& network = networks[size(of[row])];
    auto& values = products_of(network, state[row]).value;
    const std::size_t inputs = network.network.units.front(), outputs = network.network.units.back();
    const std::size_t next = values.size();
    if (outputs == 0 || next / outputs >= inputs || size(input[row]) != next / outputs ||
        size(output[row]) != next % outputs)
      table.refuse("input", fmt::format("{} -> {} in row {}", input[row], output[row], row),
                   fmt::format("all of {} inputs by {} outputs, row by row", inputs, outputs));
    if (value[row] < 0) table.refuse("value", fmt::format("{} in row {}", value[row], row), "numbers from 0");
    values.push_back(value[row]);
  }
}

/// Refuses states that lack layers, or some of their products.
void require_whole(const store::Hdf5Reader& file, const Networks& networks) {
  for (const auto& network : networks)
    for (const auto& product : network.product) {
      const auto& units = network.network.units;
      const std::size_t found = product.value.size();
      const std::string whose = fmt::format(" of {}, {}", printable(network.network.name), product.state);
      if (product.carrying.size() + 2 != units.size())
        refuse_dataset(file, "carrying/layer", fmt::format("{} layers{}", product.carrying.size(), whose),
                       fmt::format("all {} hidden ones", units.size() - 2));
      if (found > 0 && (found / units.back() != units.front() || found % units.back() != 0))
        refuse_dataset(file, "products/input", fmt::format("{} products{}", found, whose),
                       fmt::format("all of {} inputs by {} outputs, or none", units.front(), units.back()));
    }
}

void read_tests(const store::Hdf5Reader& file, Networks& networks) {
  const TableReader table(file, "product_tests", "network");
  const auto of = table.networks(networks.size());
  const auto state = read_states(table), group = table.texts("group");
  const auto statistic = table.reals("statistic"), degrees = table.reals("degrees"), p = table.reals("p");
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (degrees[row] < 0)
      table.refuse("degrees", fmt::format("{} in row {}", degrees[row], row), "numbers from 0, or NaN");
    if (p[row] < 0 || p[row] > 1) table.refuse("p", fmt::format("{} in row {}", p[row], row), "0 to 1");
    networks[size(of[row])].test.push_back({state[row], group[row], statistic[row], degrees[row], p[row]});
  }
}

}  // namespace

void write_weight_products(store::CollectiveFile& file, const Networks& networks) {
  write_products(file, networks);
  write_carrying(file, networks);
  write_tests(file, networks);
}

void read_weight_products(const store::Hdf5Reader& file, Networks& networks) {
  read_carrying(file, networks);
  read_products(file, networks);
  require_whole(file, networks);
  read_tests(file, networks);
}

}  // namespace netseam::artifact
