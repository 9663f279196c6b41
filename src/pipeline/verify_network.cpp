#include "verify_network.hpp"

#include "measure_run.hpp"
#include "other_input.hpp"
#include "verify_losses.hpp"
#include "verify_measures.hpp"

#include "netseam/core/error.hpp"
#include "netseam/parallel/memory.hpp"
#include "netseam/similarity/all_measures.hpp"
#include "netseam/similarity/measure.hpp"

#include <fmt/format.h>

#include <string>

namespace netseam::pipeline {
namespace {

std::string words_of(const data::CrossComparison& cross, const std::string& here, const std::string& there) {
  return fmt::format("{} and {} of {}", here, there, cross.name);
}

void verify_couplings(const data::LayerDistances& stored, const data::CrossComparison& cross,
                      const LayersInput& input, const OtherInput& other, const linalg::DenseBackend& backend,
                      VerifyReport& report) {
  const BuiltSpaces here(input.reader, input.shapes, input.rows, input.space, backend);
  const BuiltSpaces there(other.reader, other.shapes, input.rows, input.space, backend);
  const std::size_t columns = cross.layer.size();
  for (std::size_t pair = 0; pair < cross.pair.size(); ++pair) {
    const std::size_t row = pair / columns, column = pair % columns;
    verify_loss(cross.pair[pair], here[row], there[column],
                words_of(cross, stored.name[row], cross.layer[column]), report);
  }
}

void verify_values(const data::LayerDistances& stored, const data::CrossComparison& cross,
                   const data::CrossMeasure& values, const LayersInput& input, const OtherInput& other,
                   const similarity::MeasureContext& context, VerifyReport& report) {
  const auto* measure = similarity::find_measure(values.name);
  if (measure == nullptr)
    throw core::InputError(
        {"/cross/" + cross.name, "measure", values.name, "a measure that this netseam has"});
  const std::size_t needed =
      similarity::memory_of_all_layers(*measure, context.options, joined_shapes(input, other)).node(1);
  if (needed > parallel::available_memory())
    throw core::ConfigError(fmt::format("{} needs {:.1f} GiB to be checked; {:.1f} GiB are free", values.name,
                                        static_cast<double>(needed) * 0x1p-30,
                                        static_cast<double>(parallel::available_memory()) * 0x1p-30));
  const PreparedLayers here(*measure, context, input.reader, input.shapes, input.rows);
  const PreparedLayers there(*measure, context, other.reader, other.shapes, input.rows);
  const std::size_t columns = cross.layer.size();
  for (std::size_t pair = 0; pair < values.value.size(); ++pair) {
    const std::size_t row = pair / columns, column = pair % columns;
    verify_value(values.value[pair], *measure, here[row], there[column], context,
                 values.name + ", " + words_of(cross, stored.name[row], cross.layer[column]), report);
  }
}

}  // namespace

void verify_network(const data::LayerDistances& stored, const data::CrossComparison& cross,
                    const Config& config, const LayersInput& input, const OtherNetwork& network,
                    const linalg::DenseBackend& backend, VerifyReport& report) {
  const auto other = open_other(config, network, input);
  if (other.shapes.size() != cross.layer.size())
    throw core::InputError({network.source.string(), "layers", fmt::format("{} layers", other.shapes.size()),
                            fmt::format("the {} that were compared", cross.layer.size())});
  const auto options = similarity::needed_options(measure_options_of(config), joined_shapes(input, other));
  for (const auto& measure : cross.measure) {
    if (measure.name == "gw")
      verify_couplings(stored, cross, input, other, backend, report);
    else
      verify_values(stored, cross, measure, input, other, {backend, options}, report);
  }
}

}  // namespace netseam::pipeline
