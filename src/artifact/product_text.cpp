#include "product_text.hpp"

#include "csv_text.hpp"
#include "printable_text.hpp"

#include "netseam/store/atomic_output.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstddef>
#include <iterator>
#include <utility>

namespace netseam::artifact {
namespace {

std::string tests_text(const data::SculptedNetwork& network, const std::string& state) {
  std::string text;
  for (const auto& test : network.test)
    if (test.state == state)
      text += fmt::format("    {}: t = {:.3g}, p = {:.2g}\n", printable(test.group), test.statistic, test.p);
  return text;
}

}  // namespace

std::string products_text(const data::SculptedNetworks& all) {
  std::string lines;
  for (const auto& network : all.network)
    for (const auto& product : network.product)
      lines += fmt::format("  {:<28}{:<8}{}\n", printable(network.network.name), product.state,
                           fmt::join(product.carrying, ", ")) +
               tests_text(network, product.state);
  if (lines.empty()) return "";
  return "\nUnits of each hidden layer that carry 90 % of the products of weights to the outputs, and "
         "whether "
         "products to\nforeign outputs are less (Welch)\n" +
         lines;
}

void write_products_csv(const std::filesystem::path& folder, const data::SculptedNetworks& all) {
  std::string products = "network,state,input,output,value\r\n";
  std::string carrying = "network,state,layer,units\r\n";
  std::string tests = "network,state,group,statistic,degrees,p\r\n";
  for (const auto& network : all.network) {
    const std::string name = csv_field(network.network.name);
    for (const auto& product : network.product) {
      const std::size_t outputs = network.network.units.back();
      for (std::size_t k = 0; k < product.value.size(); ++k)
        fmt::format_to(std::back_inserter(products), "{},{},{},{},{}\r\n", name, product.state, k / outputs,
                       k % outputs, number_field(product.value[k]));
      for (std::size_t l = 0; l < product.carrying.size(); ++l)
        fmt::format_to(std::back_inserter(carrying), "{},{},{},{}\r\n", name, product.state, l + 1,
                       product.carrying[l]);
    }
    for (const auto& test : network.test)
      fmt::format_to(std::back_inserter(tests), "{},{},{},{},{},{}\r\n", name, test.state,
                     csv_field(test.group), number_field(test.statistic), number_field(test.degrees),
                     number_field(test.p));
  }
  store::write_text_atomically(folder / "products.csv", products);
  store::write_text_atomically(folder / "carrying.csv", carrying);
  store::write_text_atomically(folder / "product_tests.csv", tests);
}

}  // namespace netseam::artifact
