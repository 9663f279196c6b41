#pragma once
#include "netseam/data/network_modules.hpp"
#include "netseam/tasks/boolean_task.hpp"

#include <string>
#include <vector>

namespace netseam::sculpt {

/// One thing that a recovered hierarchy should show.
struct SuccessPart {
  std::string name;
  bool holds = false;
  bool required = true;  // for success: networks of some depths cannot show all parts
};

/// The parts of a rule, always the same names in the same order.
using Verdict = std::vector<SuccessPart>;

/// Whether all required parts hold.
[[nodiscard]] bool succeeded(const Verdict& verdict);

/// Whether the modules of a network that was trained on a function of `family` are the sub-functions of that
/// family. An input that pruning cut off is in no module and fails what is asked of it. Parts:
///   input_separable  "two modules": {x0, x1, y0, y1, hidden units} and {x2, x3, y2, y3, hidden units}, no
///   others none             "one module" separable_and_reused  "input pairs": inputs in three modules,
///   paired; "three modules in every layer" reused           "inputs and first hidden layer together", in one
///   module; "two output modules", of the even and the
///                    odd outputs; "last hidden layer in output modules", in both and no others
///   levels           "separable inputs": {0-3}, {4-7}, and the first hidden layer in both of these and no
///   others;
///                    "single intermediate": with two hidden layers, the second and all outputs are one
///                    module, with more, some hidden layer is one module without inputs; "two output
///                    modules", required from three hidden layers on, as the intermediate from two
///   overlap_0 .. 4   "input clusters", in the first layer: {0-3}{4-7}; {0-2}{3}{4-6}; {01}{23}{45}; three of
///   sizes 3, 1,
///                    1; one. "hidden units separable": the layers after the inputs all show the same two
///                    modules. "two output modules". overlap_3 has "common inputs together" too: {0}{1-3}{4},
///                    not required
/// The rules were fitted to the published figures (arXiv:2305.18402), whose wording of success is not known.
/// O(units). Throws InternalError for modules of fewer than three layers or without their clusters.
[[nodiscard]] Verdict judge(tasks::BooleanFamily family, const data::NetworkModules& modules);

}  // namespace netseam::sculpt
