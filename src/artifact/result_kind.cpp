#include "netseam/artifact/result_kind.hpp"

#include "layers_schema.hpp"
#include "load_pair_blocks.hpp"
#include "neurons_schema.hpp"

#include "netseam/store/hdf5_reader.hpp"

#include <fmt/format.h>

namespace netseam::artifact {

ResultKind result_kind(const std::filesystem::path& path) {
  const store::Hdf5Reader file(path);
  const auto schema = file.attribute_text("", "schema");
  if (schema == std::string(layers_schema)) return ResultKind::layers;
  if (schema == std::string(neurons_schema)) return ResultKind::neurons;
  refuse_dataset(file, "/", "schema " + schema.value_or("missing"),
                 fmt::format("{} or {}, a file that netseam made", layers_schema, neurons_schema));
}

}  // namespace netseam::artifact
