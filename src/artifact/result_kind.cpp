#include "netseam/artifact/result_kind.hpp"

#include "hierarchy_schema.hpp"
#include "layers_schema.hpp"
#include "load_pair_blocks.hpp"
#include "neurons_schema.hpp"
#include "sculpt_schema.hpp"
#include "train_schema.hpp"

#include "netseam/store/hdf5_reader.hpp"

#include <fmt/format.h>

namespace netseam::artifact {

ResultKind result_kind(const std::filesystem::path& path) {
  const store::Hdf5Reader file(path);
  const auto schema = file.attribute_text("", "schema");
  if (schema == std::string(layers_schema)) return ResultKind::layers;
  if (schema == std::string(neurons_schema)) return ResultKind::neurons;
  if (schema == std::string(hierarchy_schema)) return ResultKind::hierarchy;
  if (schema == std::string(sculpt_schema)) return ResultKind::sculpt;
  if (schema == std::string(train_schema)) return ResultKind::train;
  refuse_dataset(file, "/", "schema " + schema.value_or("missing"),
                 fmt::format("{}, {}, {}, {} or {}, a file that netseam made", layers_schema, neurons_schema,
                             hierarchy_schema, sculpt_schema, train_schema));
}

}  // namespace netseam::artifact
