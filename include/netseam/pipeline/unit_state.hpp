#pragma once
#include "netseam/pipeline/compared_networks.hpp"
#include "netseam/pipeline/config.hpp"
#include "netseam/pipeline/work_unit.hpp"
#include "netseam/store/provenance.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace netseam::pipeline {

/// What a product was, or would be, made of. Equal identities mean equal datasets.
struct UnitIdentity {
  std::string options;  // result_options_text
  std::string inputs;   // a line for each input file: name, fingerprint
  [[nodiscard]] std::string text() const { return options + inputs; }
};

enum class UnitState {
  missing,  // no product: there is work to do, perhaps some of it done in shards
  done,     // the product is of this identity
  stale,    // there is a product, of another identity or damaged
};

struct UnitCheck {
  UnitState state = UnitState::missing;
  std::string difference;  // stale: what changed, for a message
};

/// Identity of a unit: options that decide the result and the fingerprints of the files that it reads, those
/// of the networks that it is `compared` with among them. Rank-local; reads the input files (up to 64 MiB and
/// spread blocks of each).
[[nodiscard]] UnitIdentity identify(const Config& config, const WorkUnit& unit, const WorkUnit* previous,
                                    const std::vector<OtherNetwork>& compared = {});

/// A line "PREFIX NAME = FINGERPRINT" for each file, as in UnitIdentity::inputs. Rank-local; reads the files.
[[nodiscard]] std::string fingerprint_lines(const std::vector<std::filesystem::path>& files,
                                            const std::string& prefix);

/// Compares the product of a unit, if there is one, with an identity. Rank-local. Throws InputError with the
/// reason where there is one whose bytes cannot be read now (permission, device, open for writing).
[[nodiscard]] UnitCheck check_unit(const WorkUnit& unit, const UnitIdentity& identity);

/// Adds an identity to what a product says of itself; check_unit finds it there.
void add_identity(store::Provenance& provenance, const UnitIdentity& identity);

/// The lines of `now` that `then` has not, and the reverse, as "KEY: was X, is Y; ..."; a key ends at " = ".
/// Of long values the part that differs, of many keys the first ten.
[[nodiscard]] std::string describe_difference(const std::string& then, const std::string& now);

}  // namespace netseam::pipeline
