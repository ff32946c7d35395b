"""The live figures: one Python class each, which holds the state; the drawing is in `static/`."""

from descent.widgets.counterexample import Counterexample
from descent.widgets.decay import Decay
from descent.widgets.diagnose import Diagnose
from descent.widgets.figure import Array, Figure
from descent.widgets.guide import Guide
from descent.widgets.moments import Moments
from descent.widgets.momentum_pad import MomentumPad
from descent.widgets.mountain import Mountain
from descent.widgets.noise_ball import NoiseBall
from descent.widgets.question import Question
from descent.widgets.race import Race
from descent.widgets.ravine import Ravine
from descent.widgets.scaling import Scaling
from descent.widgets.sensitivity import Sensitivity
from descent.widgets.slope import Slope
from descent.widgets.step_size import StepSize
from descent.widgets.training import Training

__all__ = [
    "Array",
    "Counterexample",
    "Decay",
    "Diagnose",
    "Figure",
    "Guide",
    "Moments",
    "MomentumPad",
    "Mountain",
    "NoiseBall",
    "Question",
    "Race",
    "Ravine",
    "Scaling",
    "Sensitivity",
    "Slope",
    "StepSize",
    "Training",
]
