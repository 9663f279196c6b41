#pragma once
#include "netseam/input/input_watch.hpp"
#include "netseam/pipeline/config.hpp"
#include "netseam/pipeline/work_unit.hpp"
#include "netseam/store/provenance.hpp"

#include <memory>
#include <string>

namespace netseam::pipeline {

/// What a product was, or would be, made of. Equal identities mean equal datasets, but for rounding that
/// depends on the library of dense products and on the kind of processor.
struct UnitIdentity {
  std::string options;  // result_options_text
  std::string inputs;   // a line for each input file: name, fingerprint
  std::string stamps;   // a line for each input file: name, size, times and inode as it was read
  std::string read;     // when the reading began, ns since 1970
  std::shared_ptr<input::InputWatch> watch;  // of the input files; null where nothing watches
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

/// What the product of a unit says of itself; nothing where there is none that can be read. Rank-local.
[[nodiscard]] store::Provenance provenance_of(const WorkUnit& unit);

/// Compares the product of a unit, if there is one, with an identity. Rank-local. Throws InputError with the
/// reason where there is one whose bytes cannot be read now (permission, device, open for writing).
[[nodiscard]] UnitCheck check_unit(const WorkUnit& unit, const UnitIdentity& identity);

/// Adds an identity to what a product says of itself; check_unit finds it there.
void add_identity(store::Provenance& provenance, const UnitIdentity& identity);

/// The lines of `now` that `then` has not, and the reverse, as "KEY: was X, is Y; ..."; a key ends at " = ".
/// Of long values the part that differs, of many keys the first ten.
/// Fingerprints of an older kind cannot be compared: that is said once, instead.
[[nodiscard]] std::string describe_difference(const std::string& then, const std::string& now);

}  // namespace netseam::pipeline
