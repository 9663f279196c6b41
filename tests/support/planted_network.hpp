#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace netseam::test {

/// A network with known clusters: `layers` layers of `units` units, unit u in module u % modules. Weights
/// inside a module are uniform in (0.5, 1), others in (-across, across). Its activations: a unit responds to
/// its module's signal, a standard normal number for each sample, with normal noise of half its size.
struct PlantedNetwork {
  std::size_t layers = 4, units = 20, modules = 4, samples = 60;
  double across = 0.05;
  std::uint64_t seed = 3;

  /// Writes step0/w0.npy .. (weights, outputs x inputs), step0/activations/w0.npy .. (activations of the
  /// outputs of w0 ..) and study.ini (output: DIRECTORY/runs) below `directory`; returns the study file.
  /// `extra`: further lines of the study file.
  [[nodiscard]] std::filesystem::path write(const std::filesystem::path& directory,
                                            const std::string& extra = "") const;
  /// The module of every neuron, layer by layer.
  [[nodiscard]] std::vector<std::size_t> module_of() const;
};

}  // namespace netseam::test
