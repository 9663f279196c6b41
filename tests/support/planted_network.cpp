#include "planted_network.hpp"

#include "npy_writer.hpp"

#include "netseam/core/random_stream.hpp"

#include <fstream>

namespace netseam::test {

std::filesystem::path PlantedNetwork::write(const std::filesystem::path& directory,
                                            const std::string& extra) const {
  const auto checkpoint = directory / "step0";
  std::filesystem::create_directories(checkpoint / "activations");
  core::RandomStream random(seed, 0, core::Purpose::test);
  std::vector<float> weights(units * units), responses(samples * units), signal(samples * modules);
  for (float& value : signal) value = static_cast<float>(random.normal());
  for (std::size_t layer = 0; layer < layers; ++layer) {
    for (std::size_t k = 0; layer + 1 < layers && k < weights.size(); ++k) {
      const bool inside = (k / units) % modules == (k % units) % modules;
      weights[k] =
          static_cast<float>(inside ? 0.5 + 0.5 * random.uniform() : across * (2 * random.uniform() - 1));
    }
    if (layer + 1 < layers)
      write_npy(checkpoint / ("w" + std::to_string(layer) + ".npy"), {units, units}, weights);
    if (layer == 0) continue;  // the inputs have no activations of their own
    for (std::size_t sample = 0; sample < samples; ++sample)
      for (std::size_t unit = 0; unit < units; ++unit)
        responses[sample * units + unit] =
            signal[sample * modules + unit % modules] + static_cast<float>(0.5 * random.normal());
    write_npy(checkpoint / "activations" / ("w" + std::to_string(layer - 1) + ".npy"), {samples, units},
              responses);
  }
  const auto study = directory / "study.ini";
  std::ofstream(study)
      << "[study]\nname = planted\ncheckpoints = step0\noutput = runs\n[input]\nweights = w*.npy\n"
      << "activations = activations/w*.npy\n[neurons]\nchain = w{0.." << layers - 2
      << "}\nclusters = " << modules << "\nnull-replicates = 19\n"
      << extra;
  return study;
}

std::vector<std::size_t> PlantedNetwork::module_of() const {
  std::vector<std::size_t> module;
  for (std::size_t layer = 0; layer < layers; ++layer)
    for (std::size_t unit = 0; unit < units; ++unit) module.push_back(unit % modules);
  return module;
}

}  // namespace netseam::test
