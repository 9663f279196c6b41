#include "measured_study.hpp"

#include "netseam/artifact/layer_distances_file.hpp"
#include "netseam/core/error.hpp"
#include "netseam/pipeline/layers_stage.hpp"
#include "netseam/pipeline/study_file.hpp"
#include "netseam/store/hdf5_reader.hpp"

#include <cstring>

namespace netseam::test {
namespace {

bool same_bytes(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() &&
         (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0);
}

}  // namespace

MeasuredStudy::MeasuredStudy(const parallel::Communicator& world, const PlantedStudy& planted,
                             const std::string& layers)
    : folder_(world) {
  if (world.is_root())
    static_cast<void>(planted.write(folder_.path(), "[layers]\n" + layers + "\n[run]\nproduct = openblas\n"));
  world.barrier();
}

void MeasuredStudy::add(const parallel::Communicator& world, const PlantedStudy& planted,
                        const std::string& name) const {
  if (world.is_root()) {
    std::filesystem::create_directories(folder() / name);
    static_cast<void>(planted.write(folder() / name));
  }
  world.barrier();
}

void MeasuredStudy::run(const parallel::Communicator& world,
                        const std::vector<std::string>& arguments) const {
  const core::StopFlag stop;
  static_cast<void>(
      pipeline::run_layers(world, pipeline::read_study(folder() / "study.ini", arguments), stop, nullptr));
}

std::string MeasuredStudy::failure(const parallel::Communicator& world,
                                   const std::vector<std::string>& arguments) const {
  try {
    run(world, arguments);
  } catch (const core::Error& error) {
    return error.what();
  }
  return "";
}

std::filesystem::path MeasuredStudy::product(const std::string& checkpoint) const {
  return folder() / "runs/planted" / checkpoint / "layers.h5";
}

data::LayerDistances MeasuredStudy::load(const std::string& checkpoint) const {
  return artifact::load_layer_distances(product(checkpoint)).layers;
}

bool same_datasets(const std::filesystem::path& first, const std::filesystem::path& second) {
  const store::Hdf5Reader a(first), b(second);
  const auto in_a = a.datasets(), in_b = b.datasets();
  bool same = in_a.size() == in_b.size();
  for (std::size_t k = 0; same && k < in_a.size(); ++k) {
    same = in_a[k].name == in_b[k].name && in_a[k].shape == in_b[k].shape;
    if (same && in_a[k].floating)
      same = same_bytes(a.read_doubles(in_a[k].name), b.read_doubles(in_b[k].name));
    else if (same && in_a[k].numeric)
      same = a.read_integers(in_a[k].name) == b.read_integers(in_b[k].name);
  }
  return same;
}

}  // namespace netseam::test
