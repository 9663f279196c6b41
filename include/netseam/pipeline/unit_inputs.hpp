#pragma once
// The files that a unit reads, and what they are known by.
#include "netseam/input/input_watch.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/pipeline/compared_networks.hpp"
#include "netseam/pipeline/config.hpp"
#include "netseam/pipeline/unit_state.hpp"
#include "netseam/pipeline/work_unit.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace netseam::pipeline {

/// A file that a unit reads.
struct InputFile {
  enum class Content { bytes, couplings };
  std::string key;  // its name in the identity of the unit; no two files of a unit have the same
  std::filesystem::path file;
  Content counts = Content::bytes;  // couplings: of a layers.h5, what starts of another unit are made of
};

/// What a unit is made of, before any file is read.
struct UnitSources {
  std::string options;  // result_options_text
  std::vector<InputFile> files;
};

/// Adds files, and the shards behind an index, named PREFIX and their path from `base`, each once. Control
/// characters, '%' and '=' of names become %XX. Rank-local; reads indices. Throws InputError.
void add_files(UnitSources& sources, const std::string& prefix, const std::filesystem::path& base,
               const std::vector<std::filesystem::path>& files);
/// The same of activations, with the file layers.json beside them if there is one: it may say their order.
void add_layers(UnitSources& sources, const std::string& prefix, const std::filesystem::path& base,
                const std::vector<std::filesystem::path>& files);

/// The sources of a unit of the stage layers: activations of its checkpoint, of `previous` where starts come
/// from there (with the couplings of its result, once it is there), of twins, and of the networks that it is
/// `compared` with; labels, weights, targets. Rank-local; reads folders. Throws InputError, ConfigError.
[[nodiscard]] UnitSources layers_sources(const Config& config, const WorkUnit& unit, const WorkUnit* previous,
                                         const std::vector<OtherNetwork>& compared = {});

/// The identity of sources, all their files read by this rank alone. Throws InputError.
[[nodiscard]] UnitIdentity identify(const UnitSources& sources);

/// The identity of what `list` finds on the root, the reading shared out over the ranks, and a watch of its
/// files on every rank. Where a product of the unit is there whose files have kept size, inode and times
/// since two seconds before they were last read, its fingerprints are taken as they are: that misses what
/// InputWatch misses, a clock of the file system that is more than these two seconds behind, and times set
/// back by root. A dry run of a unit without product reads nothing. Collective. Throws on all ranks what
/// `list` throws, InputError where a rank sees no file or one of another size (rank and host are named), or
/// where files change or come meanwhile.
[[nodiscard]] UnitIdentity agree_on_identity(const parallel::Communicator& communicator, const Config& config,
                                             const WorkUnit& unit, const std::function<UnitSources()>& list);

/// Throws, on all ranks, core::Error with the code of bad input where a file has changed on any. Collective.
void require_same_inputs(const parallel::Communicator& communicator, const UnitIdentity& identity);

}  // namespace netseam::pipeline
