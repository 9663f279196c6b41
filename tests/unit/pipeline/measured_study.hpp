#pragma once
#include "planted_study.hpp"
#include "temp_directory.hpp"

#include "netseam/data/layer_distances.hpp"
#include "netseam/parallel/communicator.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace netseam::test {

/// A planted study in a folder of its own, and what running it gives.
class MeasuredStudy {
 public:
  /// `layers`: lines of its section [layers]. Collective.
  MeasuredStudy(const parallel::Communicator& world, const PlantedStudy& planted, const std::string& layers);

  /// Writes a further planted network, FOLDER/`name`/step0, on the same number of samples. Collective.
  void add(const parallel::Communicator& world, const PlantedStudy& planted, const std::string& name) const;
  /// `arguments`: further options. Collective.
  void run(const parallel::Communicator& world, const std::vector<std::string>& arguments = {}) const;
  /// Message of the error that all ranks throw, or nothing. Collective.
  [[nodiscard]] std::string failure(const parallel::Communicator& world,
                                    const std::vector<std::string>& arguments = {}) const;

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }
  [[nodiscard]] std::filesystem::path product(const std::string& checkpoint = "step0") const;
  [[nodiscard]] data::LayerDistances load(const std::string& checkpoint = "step0") const;

 private:
  TempDirectory folder_;
};

/// All numeric datasets of both files have the same names, shapes and bytes.
[[nodiscard]] bool same_datasets(const std::filesystem::path& first, const std::filesystem::path& second);

}  // namespace netseam::test
