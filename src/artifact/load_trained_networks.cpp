#include "layer_units.hpp"
#include "object_attributes.hpp"
#include "printable_text.hpp"
#include "train_schema.hpp"

#include "netseam/store/hdf5_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace netseam::artifact {
namespace {

using store::Hdf5Reader;
using Networks = std::vector<data::TrainedNetwork>;

/// A relative path of plain names: no empty part, no ".", no "..", nothing that a terminal would obey.
bool is_plain_path(std::string_view path) {
  const bool unsafe = printable(path) != path || path.find('\\') != std::string_view::npos;
  for (bool more = true; more;) {
    const std::size_t end = path.find('/');
    const std::string_view part = path.substr(0, end);
    if (unsafe || part.empty() || part == "." || part == "..") return false;
    more = end != std::string_view::npos;
    if (more) path.remove_prefix(end + 1);
  }
  return true;
}

Networks read_networks(const Hdf5Reader& file) {
  const TableReader table(file, "networks", "seed");
  const auto name = table.texts("name");
  const auto seed = table.numbers("seed", std::numeric_limits<std::int64_t>::max());
  auto units = read_layer_units(file, table);
  Networks networks(table.rows());
  for (std::size_t n = 0; n < networks.size(); ++n)
    networks[n] = {name[n], std::move(units[n]), static_cast<std::uint64_t>(seed[n]), {}};
  return networks;
}

/// NaN passes: epoch 0 has no training loss, and a training may fail.
void require_losses(const TableReader& table, const std::string& column, const std::vector<double>& values) {
  for (std::size_t row = 0; row < values.size(); ++row)
    if (values[row] < 0)
      table.refuse(column, fmt::format("{} in row {}", values[row], row), "numbers from 0, or NaN");
}

void require_checkpoint(const TableReader& table, const std::string& checkpoint, std::size_t row,
                        std::set<std::string>& seen) {
  if (checkpoint.empty()) return;
  if (!is_plain_path(checkpoint))
    table.refuse("checkpoint", fmt::format("'{}' in row {}", printable(checkpoint), row),
                 "a folder beside the file: names between slashes, none of them empty, . or ..");
  if (!seen.insert(checkpoint).second)
    table.refuse("checkpoint", fmt::format("'{}' again in row {}", checkpoint, row), "each folder once");
}

void read_epochs(const Hdf5Reader& file, Networks& networks) {
  const TableReader table(file, "epochs", "network");
  const auto of = table.networks(networks.size()), epoch = table.numbers("epoch");
  const auto training_loss = table.reals("training_loss"), test_loss = table.reals("test_loss"),
             accuracy = table.reals("test_accuracy");
  const auto checkpoint = table.texts("checkpoint");
  const auto rows_right = table.shares_or_unknown("test_rows_right");
  require_losses(table, "training_loss", training_loss);
  require_losses(table, "test_loss", test_loss);
  std::set<std::string> seen;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    auto& epochs = networks[static_cast<std::size_t>(of[row])].epoch;
    const auto number = static_cast<std::size_t>(epoch[row]);
    if (!epochs.empty() && number <= epochs.back().epoch)
      table.refuse("epoch", fmt::format("{} in row {}", number, row),
                   fmt::format("more than {}, the one before", epochs.back().epoch));
    if (!(accuracy[row] >= 0 && accuracy[row] <= 1))
      table.refuse("test_accuracy", fmt::format("{} in row {}", accuracy[row], row), "0 to 1");
    require_checkpoint(table, checkpoint[row], row, seen);
    epochs.push_back(
        {number, training_loss[row], test_loss[row], accuracy[row], checkpoint[row], rows_right[row]});
  }
}

}  // namespace

TrainFile load_trained_networks(const std::filesystem::path& path) {
  const Hdf5Reader file(path);
  require_schema(file, train_schema, train_schema_version, "train");
  TrainFile loaded;
  auto& networks = loaded.networks;
  networks.task = required_text(file, "", "task");
  networks.loss = required_text(file, "", "loss");
  if (std::ranges::find(train_losses, networks.loss) == std::end(train_losses))
    refuse_dataset(file, "/", "the loss " + printable(networks.loss),
                   fmt::format("{}, {} or {}", train_losses[0], train_losses[1], train_losses[2]));
  networks.training_rows = required_size(file, "", "training_rows");
  networks.test_rows = required_size(file, "", "test_rows");
  networks.network = read_networks(file);
  read_epochs(file, networks.network);
  for (const auto& [name, field] : train_convention_fields)
    loaded.convention.*field = file.attribute_text("convention", name).value_or("");
  loaded.provenance = store::read_provenance(file);
  return loaded;
}

}  // namespace netseam::artifact
