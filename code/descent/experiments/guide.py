"""The decision guide as data: questions with answers, advice at their ends, and what it rests on.

    node = QUESTIONS[START]             # a Question: text, and {name of the next node: answer}
    node = ADVICE["schedule"]           # an Advice: what to use, first settings, what to watch
    [link.href for link in node.evidence]

A way through the guide is the list of nodes after the first, and `read` takes as much of one from
a text as there is. The numbers of an advice are those of the sections that it names; the tests
look them up there, from ten upward and with decimals. What the book has not measured stands apart,
as published practice, with its sources in the bibliography; those numbers nobody here has checked.
"""

import re
from dataclasses import dataclass

START = "start"
PAGES = {
    1: "01_lost_on_the_mountain",
    2: "02_gradient_descent",
    3: "03_momentum",
    4: "04_a_noisy_guide",
    5: "05_a_step_size_of_ones_own",
    6: "06_adam",
    7: "07_adams_small_print",
    8: "08_training_a_network",
}
LAST = 9  # the chapter that the guide stands in


@dataclass(frozen=True)
class Evidence:
    """A place in the book: a section, or an exercise by its label."""

    chapter: int
    title: str
    label: str = ""

    @property
    def anchor(self) -> str:
        """Its name on the page: the label, or the title in small letters with hyphens."""
        plain = re.sub(r"['’]|[^\x00-\x7f]", "", self.title.lower())
        return self.label or re.sub(r"[^a-z0-9]+", "-", plain).strip("-")

    @property
    def href(self) -> str:
        """Its address from a page of the chapters; within the last chapter only the anchor."""
        page = "" if self.chapter == LAST else f"{PAGES[self.chapter]}.html"
        return f"{page}#{self.anchor}"

    @property
    def text(self) -> str:
        """What a link to it says."""
        place = "this chapter" if self.chapter == LAST else f"chapter {self.chapter}"
        return f"{place}: {self.title}"


@dataclass(frozen=True)
class Published:
    """A work in the bibliography, by its key there. The book has not measured what it reports."""

    key: str
    text: str

    @property
    def href(self) -> str:
        """The address of the bibliography from a page of the chapters."""
        return "bibliography.html"


@dataclass(frozen=True)
class Question:
    """A question of the guide.

    text: what is asked; answers: {name of the node that it leads to: answer}.
    """

    text: str
    answers: dict[str, str]


@dataclass(frozen=True)
class Advice:
    """What the guide recommends at the end of a way.

    title: in a few words; use: what, and why; first: settings to begin with, and what to sweep;
    watch: what can go wrong; evidence: places in the book. practice: what others do, which the
    book has not measured; published: where they say so.
    """

    title: str
    use: str
    first: str
    watch: str
    evidence: tuple[Evidence, ...]
    practice: str = ""
    published: tuple[Published, ...] = ()

    @property
    def links(self) -> tuple[Evidence | Published, ...]:
        """Everything that it rests on: places in the book, then works."""
        return self.evidence + self.published


def read(path: str) -> list[str]:
    """The nodes of a way like "curve.hovers", after the first, as far as the guide has them.

    >>> read("curve.hovers.nonsense")
    ['curve', 'hovers']
    """
    way, node = [], START
    for name in path.split("."):
        if node not in QUESTIONS or name not in QUESTIONS[node].answers:
            break
        way.append(name)
        node = name
    return way


def ways(node: str = START) -> list[list[str]]:
    """Every way from a node to an advice, each as the names of the nodes after the first."""
    if node in ADVICE:
        return [[]]
    return [[name, *way] for name in QUESTIONS[node].answers for way in ways(name)]


QUESTIONS = {
    START: Question(
        "What brings you here?",
        {
            "choose": "I have to choose a rule",
            "curve": "A loss curve looks wrong",
            "setting": "I wonder about one setting",
            "limits": "Memory, time or trust is short",
        },
    ),
    "choose": Question(
        "Which kind of model?",
        {
            "whole": "Few weights, and all rows at each step",
            "batches": "A linear model or a network on a table, in mini-batches",
            "convolution": "A convolutional network, from the beginning",
            "transformer": "A transformer, from the beginning",
            "trained": "A trained model, to be fitted to my data",
        },
    ),
    "whole": Question(
        "What do you know about the landscape?",
        {
            "standardize": "The features have different units or scales",
            "newton": "Convex, and the Hessian is affordable",
            "ball": "Convex, gradients only; I can sweep step sizes",
            "backtrack": "Convex, gradients only; no sweep, please",
            "starts": "Not convex: there may be several valleys",
        },
    ),
    "batches": Question(
        "What are the features and their gradients like?",
        {
            "raw": "The features have different units or scales",
            "rare": "Many features are zero nearly always",
            "scales": "Some weights have gradients far larger than others (print each layer's)",
            "tuning": "Nothing special",
        },
    ),
    "rare": Question(
        "Does it mean something when a rare feature shows up?",
        {
            "telling": "Probably, as words do in a linear model of texts",
            "silent": "Hardly: it is mostly noise",
            "bet": "I don't know",
        },
    ),
    "tuning": Question(
        "How many training runs can you afford?",
        {
            "sweep_all": "About ten, or more",
            "few_runs": "One to five or so",
        },
    ),
    "curve": Question(
        "What does the training loss do?",
        {
            "slow": "It hardly falls",
            "wild": "It climbs, jumps, or is not a number",
            "hovers": "It falls, and then gets no further",
            "unseen": "It is fine, but validation is strange",
            "chance": "It is different in each run",
        },
    ),
    "slow": Question(
        "How does it begin, and how does it go on?",
        {
            "longer": "It falls smoothly, and too slowly",
            "zeros": "It comes down to a blind guess and stays there",
            "far": "Before the first step it is far above a blind guess",
        },
    ),
    "wild": Question(
        "How does it climb?",
        {
            "shorter": "It explodes within a few steps",
            "sign": "It rises smoothly from the first step on",
            "cliff": "It jumps once in a while, or creeps after a jump",
            "nan": "It is not a number at once, or some weights never move",
        },
    ),
    "hovers": Question(
        "How does it move about its level?",
        {
            "schedule": "It is jagged, without a period",
            "heavy": "It swings slowly and smoothly",
            "shuffle": "It repeats itself with each epoch",
        },
    ),
    "unseen": Question(
        "What does the validation loss do?",
        {
            "early": "It falls, turns, and rises",
            "labels": "It never gets below a blind guess",
            "leak": "It follows training down to nearly nothing",
            "fine": "It is below the training loss at first",
        },
    ),
    "setting": Question(
        "Which one?",
        {
            "alpha": "The step size α",
            "batch": "The batch size",
            "beta": "Momentum: β, or Nesterov",
            "epsilon": "ε",
            "decay": "Weight decay",
            "schedules": "A schedule",
            "warmup": "Warm-up, or Adam's bias correction",
            "variant": "AMSGrad, or plain Adam",
            "clip": "Gradient clipping",
            "stop": "When to stop",
        },
    ),
    "limits": Question(
        "What is short?",
        {
            "memory": "Memory for the rule's own numbers",
            "time": "Time",
            "compare": "Trust: which of two methods is better?",
            "library": "Agreement: another library gives another path",
        },
    ),
}

CURVES = Evidence(8, "Twelve curves")
FIVE = Evidence(8, "Every rule, on one flat vector")
CHANCE = Evidence(8, "How much is chance?")
EARLY = Evidence(8, "Stop in time")
UNKNOWN_L = Evidence(2, "When you don't know L")
SCALING = Evidence(2, "What scaling does")
TUMORS = Evidence(3, "The tumors again")
EPOCHS = Evidence(4, "Count rows, not steps")
SHRINK = Evidence(4, "Shorter and shorter steps")
UNITS = Evidence(5, "What they don't see, and what they do")
WORDS = Evidence(5, "Rare words")
TURNED = Evidence(5, "Turn the ravine")
CORRECTION = Evidence(6, "Is the correction really a big deal?")
EPSILON = Evidence(7, "ε, place and size")
CLIFF = Evidence(7, "Clipping at a cliff")
HOVERS = Evidence(7, "It hovers: schedules")
DECAY = Evidence(7, "Two things called weight decay")
LANDS = Evidence(6, "On the mountains of this book")
NESTEROV = Evidence(3, "Look ahead: Nesterov")
BALL = Evidence(4, "Batch size or step size")
CLAIMS = Evidence(LAST, "claims on trial", "claims")
DEFAULTS = Evidence(LAST, "The defaults are fine")
GOOD_RANGE = Evidence(LAST, "Adam cares less about the learning rate")
PROTOCOL = Evidence(LAST, "the protocol", "the-protocol")
VERDICT = Evidence(LAST, "the verdict against budget", "the-verdict-against-budget")
COST = Evidence(LAST, "what it costs", "what-it-costs")

STANDARDIZE = Advice(
    "Standardize the features first",
    "Subtract each column's mean and divide by its standard deviation. On the tumors this took κ "
    "from 7,095,303,614 to 18,070, and gradient descent's loss after 1000 steps from 0.4682 to "
    "0.1382.",
    "Then come back: the right step size is another one now. Look for columns that say the same "
    "as others; without the perimeter κ falls to 393.",
    "Take mean and deviation from the training rows alone. And don't count on an adaptive rule "
    "instead: AdaGrad and RMSProp ignore the scale of gradients, not the units of weights.",
    (
        SCALING,
        Evidence(2, "A real ravine"),
        UNITS,
        Evidence(8, "exercise 8.5", "ex-8-5"),
    ),
)
SCHEDULE = Advice(
    "Shrink the steps as you go",
    "At a fixed step size neither SGD nor Adam comes to rest among noise, and RMSProp hovers even "
    "without any. With a cosine, 30 epochs left 0.00017 on the tumors, at a constant step size "
    "0.00542, each with its own best α.",
    "Take a cosine down to zero over the whole budget, and sweep α again, upward: with a schedule "
    "the best start was longer, 10.00 in place of 1.00.",
    "A schedule that ends before the walk is down leaves you high: under strong noise Adam's "
    "cosine did not help. Compare schedules each at its own α, never at one.",
    (SHRINK, Evidence(4, "It never settles"), Evidence(5, "Forgetting: RMSProp"), HOVERS, CURVES),
)
CLIPPING = Advice(
    "Clip, as a railing",
    "Shorten a gradient that is longer than some length. Where one slope of 1,000 came among "
    "slopes of 1, gradient descent was thrown 1000 times as far as usual; clipped to 10, ten times "
    "as far. Adam was hardly thrown, but crept afterward, unless clipped.",
    "Choose a length that usual gradients do not reach, and leave α as it is.",
    "On Rosenbrock's valley it made nothing faster. Where the curvature grows with the slope it "
    "did: 18 steps, where the best plain walk was not down in 4,000. Too low a length clips every "
    "gradient, and all steps are equally long.",
    (CLIFF, Evidence(5, "A cheap stand-in: AdaGrad")),
)

ADVICE = {
    "standardize": STANDARDIZE,
    "raw": STANDARDIZE,
    "newton": Advice(
        "Newton's method",
        "Solve for the step with the Hessian. On the eight weights of the tumors eight steps were "
        "enough, where momentum, tuned, had not finished after a thousand.",
        "There is no step size to sweep. Begin at zero, or halve a step until the loss falls: from "
        "random starts of size 2 only 5 of 40 arrived, and with halving all.",
        "It keeps d² numbers and goes to summits as gladly as to valleys. So: convex losses, "
        "hundreds of weights rather than millions, and all rows at each step.",
        (Evidence(5, "Divide by the curvature"), Evidence(2, "One valley or many")),
    ),
    "ball": Advice(
        "L-BFGS; of the book's first-order rules, momentum",
        "On the tumors SciPy's L-BFGS was within 1.6e-07 of the minimum after 40 looks at loss and "
        "gradient, with nothing to set. Momentum, the best of the book's first-order rules there, "
        "needed 1,000 steps for that, and a sweep; Adam left somewhat more.",
        "For momentum sweep α in factors of one and a half to three, and leave β at 0.9: with 0.99 "
        "it was worse than gradient descent.",
        "L-BFGS compares heights: all rows at each look. For momentum read the worst loss of the "
        "last tenth of the steps: a swing may be caught in a lucky moment.",
        (
            LANDS,
            TUMORS,
            Evidence(3, "An average of past slopes"),
            TURNED,
        ),
    ),
    "backtrack": Advice(
        "Gradient descent with backtracking",
        "Double α, then halve it until the step gains at least half of α|g|². Untuned, 200 steps "
        "left 0.00045 on the tumors; the best of 37 fixed step sizes left 0.00132.",
        "Nothing to set but the first α. L-BFGS, in SciPy, has nothing to set either, and is far "
        "faster; if you do sweep, momentum is the better use of the time.",
        "Keep the scores of the accepted trial for the next gradient: 595 products with the data, "
        "where the fixed step size needed 636; without that 795. With mini-batches two heights "
        "can't be compared.",
        (UNKNOWN_L, TUMORS, LANDS),
    ),
    "starts": Advice(
        "Several starts, and keep the lowest",
        "No rule finds the deepest valley for you. On the mountain of chapter 1 one start found it "
        "in 39% of the cases, the best of eight in 98%; noise, at its best strength and for the "
        "same number of steps, in 73%.",
        "Divide the budget among some eight starts, each with gradient descent and one step size.",
        "That was in two dimensions. On a network a few more starts are no such remedy.",
        (Evidence(4, "Does noise help?"), Evidence(2, "One valley or many")),
    ),
    "telling": Advice(
        "AdaGrad",
        "In a linear model, long steps for what is seldom seen pay where it is telling. After one "
        "epoch of such languages AdaGrad's excess loss was 0.0199, gradient descent's 0.0381; it "
        "was lower on all 20. After ten epochs it was still lower on 17, by three tenths.",
        "Sweep α in half-decades up to 10; it is a length, how far a weight may go at first. The "
        "steps shrink by themselves.",
        "It never forgets: one huge slope early, and all later steps are tiny. And compare with "
        "SGD on validation rows, for the bet may be lost.",
        (WORDS, Evidence(5, "A cheap stand-in: AdaGrad")),
    ),
    "silent": Advice(
        "SGD, not AdaGrad",
        "Where what is rare means nothing, long steps for it learn the noise. In such languages "
        "AdaGrad's excess loss was 0.0091, gradient descent's 0.0058, and of 20 languages AdaGrad "
        "was behind on 17. Momentum tied with gradient descent.",
        "Batches of 32, and α from a sweep in half-decades, chosen on validation rows.",
        "It was not the rarest words that did the harm but the many in the middle: rare enough for "
        "long steps, frequent enough to count.",
        (WORDS,),
    ),
    "bet": Advice(
        "Race SGD and AdaGrad on validation rows",
        "Which of the two is ahead depends on what the rare features mean: AdaGrad where they are "
        "telling, SGD where they are noise. In chapter 5 each won on one kind of language.",
        "The same sweep for both, in half-decades; the validation loss chooses α, and between the "
        "two.",
        "Give both the same splits and count on how many one is ahead. With longer training the "
        "difference became smaller where they were telling, and not where they were noise.",
        (WORDS, PROTOCOL),
    ),
    "scales": Advice(
        "Adam, or another rule that divides by the size of the slopes",
        "Multiply the loss, or the gradient of one weight, by 1000: RMSProp and AdaGrad walk the "
        "same path as before, and so does Adam, up to ε. Gradient descent does not. So one α can "
        "serve weights whose gradients differ.",
        "Adam with its usual β₁, β₂ and ε; sweep α in half-decades. It is about the length of a "
        "step, in the numbers of w.",
        "Differences in the units of features are another matter: standardize. And a step size "
        "per weight does not see a ravine that lies across the axes.",
        (UNITS, Evidence(6, "How long can a step get?"), TURNED),
    ),
    "sweep_all": Advice(
        "Momentum or Adam on mini-batches, tuned",
        "On three problems and ten splits nobody tuned in mini-batches could be shown to be worse "
        "than the best on test rows, at any of five budgets. So take either; SGD was as good "
        "there, but small networks on standardized features don't ask much of a method.",
        "Batches of 32; momentum with β = 0.9, or Adam with its usual β₁, β₂ and ε. Sweep α for "
        "each on its own, in half-decades: the median of Adam's best was 3 to 100 times smaller "
        "than that of SGD's.",
        "Choose on validation rows, stop early, and report on test rows that had no say.",
        (FIVE, EPOCHS, VERDICT, CLAIMS),
        "On tables AdamW is usual, with a sweep of α and early stopping. Compare with "
        "boosted trees: neither is better on all tables.",
        (Published("gorishniy2021", "Gorishniy et al. 2021"),),
    ),
    "few_runs": Advice(
        "Spend the few runs on the step size",
        "A default costs time rather than quality: after 3 epochs the mean errors of SGD's and "
        "Adam's were far behind, after 100 most had caught up. On the network of chapter 6 Adam's "
        "0.001 had twice the training loss of 0.01, and a tie on the test rows.",
        "With some tens of units and standardized features try Adam with 0.01, then ten times less "
        "and ten times more; the longer you train, the less.",
        "The least behind was momentum with 0.01: Keras's step size for SGD, with momentum "
        "switched on. PyTorch's is 0.001, ten times as short.",
        (CORRECTION, DEFAULTS),
        "Wider networks want a smaller α, about in proportion to 1/width; 0.001 is usual at some "
        "hundreds of units.",
        (Published("yang2022", "Yang et al. 2022"),),
    ),
    "convolution": Advice(
        "SGD with Nesterov momentum and a cosine",
        "This book has trained no convolutional network; the recipe is that of others. What it has "
        "measured are the parts: a cosine to zero, momentum, a step size in proportion to the "
        "batch.",
        "Sweep α and the decay in factors of three, with the schedule in place.",
        "The proportion is for SGD, and ends where the curvature limits the step.",
        (HOVERS, NESTEROV, BALL),
        "For residual networks: β = 0.9 with Nesterov, α = 0.1 for each 256 rows of a batch, five "
        "epochs of warm-up, then steps or a cosine down to zero; decay 1e-4, or 5e-4 on small "
        "images.",
        (
            Published("goyal2017", "Goyal et al. 2017"),
            Published("loshchilov2017", "Loshchilov & Hutter 2017"),
        ),
    ),
    "transformer": Advice(
        "AdamW with warm-up and a schedule",
        "This book has trained no transformer; the recipe is that of others. And its ties don't "
        "hold there: published comparisons find SGD and momentum far behind Adam on language.",
        "Sweep α first, then the decay. The larger the model, the smaller α.",
        "Beside the correction, warm-up let a small network bear longer steps, but ten splits "
        "showed no gain. In larger networks the longer steps are said to pay.",
        (CORRECTION, DECAY, CLIFF, CLAIMS),
        "α from 3e-4 to 1e-3, β₂ from 0.95 to 0.99, decay 0.1 but none on biases and norms, the "
        "gradient clipped to 1, warm-up over a few percent of the steps, then a cosine to a tenth "
        "or to zero.",
        (
            Published("brown2020", "Brown et al. 2020"),
            Published("kunstner2023", "Kunstner et al. 2023"),
            Published("kalra2024", "Kalra & Barkeshli 2024"),
        ),
    ),
    "trained": Advice(
        "AdamW with short steps, and few epochs",
        "This book has fitted no trained model; the recipe is that of others. But it shows why "
        "steps must be short: Adam begun anew takes a first step of α, however near the bottom it "
        "stands.",
        "Sweep α, and stop early.",
        "Validate on rows that the model has not been trained on, neither now nor before.",
        (LANDS, EARLY),
        "α from 2e-5 to 5e-5, two to four epochs, falling linearly to zero. If only small added "
        "matrices are trained (LoRA), 1e-4 to 3e-4.",
        (
            Published("devlin2019", "Devlin et al. 2019"),
            Published("hu2022", "Hu et al. 2022"),
        ),
    ),
    "longer": Advice(
        "Longer steps",
        "A smooth, slow fall says that the direction is right and the steps are short. Raise α "
        "until it is too much and go back a notch: the best step size stands next to the cliff.",
        "Factors of three. If that does not do, add momentum with β = 0.9 and sweep α again: on a "
        "steady slope the steps become 1/(1 − β) times as long.",
        "In a ravine the loss hardly changes while most of the way is still ahead. And look at the "
        "features' scales before you look for another rule.",
        (UNKNOWN_L, Evidence(3, "A ball instead of a hiker"), Evidence(2, "When to stop"), CURVES),
    ),
    "zeros": Advice(
        "Start at random",
        "Units that start alike stay alike, and nothing is learned that one could not have "
        "learned. From zero only the last bias moves, and the loss is that of a blind guess.",
        "Draw each layer's weights within ±√(6/(inputs + outputs)), and let the biases be zero.",
        "The same floor is reached on features as measured, when the first steps have put the "
        "hidden units to zero for good. Then standardize.",
        (
            Evidence(8, "Why not start from zeros?"),
            Evidence(8, "exercise 8.7", "ex-8-7"),
            CURVES,
        ),
        "In a deep network of ReLU units draw with variance 2/inputs: the range above is meant for "
        "tanh, and ReLU loses a factor of √2 a layer with it.",
        (Published("he2015", "He et al. 2015"),),
    ),
    "far": STANDARDIZE,
    "shorter": Advice(
        "Shorter steps",
        "On a quadratic of curvature λ each step beyond 2/λ lands higher than it left. Divide α by "
        "three, or by ten, until the loss comes down.",
        "Sweep downward in half-decades. With momentum mind that steady steps are 1/(1 − β) times "
        "α. If one bad step would ruin a long run, clip the gradient as well.",
        "Going uphill now and then is no proof of too long a step: on the tumors α = 26, 17 times "
        "2/L at the start, still converged.",
        (
            Evidence(2, "One number decides"),
            Evidence(2, "The land changes as you walk"),
            Evidence(3, "A ball instead of a hiker"),
            CLIFF,
            CURVES,
        ),
    ),
    "sign": Advice(
        "Check the gradient",
        "With short steps, a loss that rises smoothly at once is a descent turned around. Compare "
        "your gradient with central differences before anything else.",
        "A distance h of 1e-5 is good; a single coordinate tells nothing about the others, so "
        "check them all.",
        "That a loss falls proves little: a gradient that is one percent wrong still leads "
        "downhill.",
        (
            Evidence(1, "Never trust a gradient you have not measured"),
            Evidence(8, "Backward"),
            CURVES,
        ),
    ),
    "cliff": CLIPPING,
    "nan": Advice(
        "Look for 0/0 and for overflow",
        "With ε = 0 a weight that has felt no slope becomes 0/0, and stays so. A slope whose "
        "square overflows makes v infinite, and the weight never moves again; in 32 bits 1e20 is "
        "enough.",
        "Keep ε above zero and inside the division. Compute the loss from scores, not from "
        "probabilities.",
        "If the numbers grew step by step before they ended, it is the step size: divide α.",
        (EPSILON, Evidence(2, "Break it on purpose"), CURVES),
    ),
    "schedule": SCHEDULE,
    "heavy": Advice(
        "Less momentum",
        "A loss that swings slowly without noise is a ball too heavy to stop. With β = 0.99 it "
        "remembers 100 steps, and while it swings each step leaves √β, whatever the curvature.",
        "β = 0.9, and α up to ten times as large, step by step: the lighter ball bears less.",
        "Don't read a swinging loss at one step, and don't tune by it. Nesterov calms steep "
        "directions, and bears shorter steps only.",
        (
            Evidence(3, "An average of past slopes"),
            Evidence(3, "One curvature: a swing with friction"),
            NESTEROV,
            CURVES,
        ),
    ),
    "shuffle": Advice(
        "Shuffle, each epoch anew",
        "Sorted rows swing the weights from one class to the other. At the end of an epoch the "
        "ball was 0.07859 high with a deck that was never shuffled, 0.00604 with one that was "
        "dealt anew.",
        "Deal: shuffle, take batch after batch until none is left, shuffle again.",
        "Drop a short last batch, or let it count for its share: in full it made the ball 0.01920 "
        "high, right when you read the loss.",
        (Evidence(4, "Deal, don't draw"), CURVES),
    ),
    "early": Advice(
        "Stop early",
        "Keep the weights with the lowest validation loss so far, and stop when there has been no "
        "lower one for a while. Over ten splits the test loss there was 0.142 in the median, after "
        "300 epochs 0.445; after 50 epochs 0.164, which is a tie.",
        "A patience of 10 epochs did as well, one of 1 epoch no better than a budget of 50. "
        "Decoupled decay is another way; it repaired one of the twelve curves.",
        "The validation loss that you stop by flatters you. Report the test loss.",
        (EARLY, Evidence(8, "exercise 8.6", "ex-8-6"), CURVES),
    ),
    "labels": Advice(
        "Check that rows and labels belong together",
        "If training falls slowly while validation never gets below a blind guess, what is learned "
        "holds for no new row. Labels that were shuffled apart from their rows do just that.",
        "Look at a few rows with their answers, after all the shuffling and before training.",
        "Enough weights learn even senseless labels by heart: a falling training loss proves "
        "nothing.",
        (CURVES,),
    ),
    "leak": Advice(
        "Look for validation rows among the training rows",
        "Validation that follows training where new rows can't follow is too good. In the twelve "
        "curves all validation rows were among those trained on.",
        "Split first, then compute means and deviations, from the training rows alone.",
        "Repaired, the validation loss is higher. It was the other number that was wrong.",
        (CURVES, Evidence(8, "exercise 8.5", "ex-8-5")),
    ),
    "fine": Advice(
        "Probably nothing is wrong",
        "The usual training loss is a mean over the epoch, measured while the weights still move; "
        "validation is measured afterward. So it may lie below, most of all in the first epochs.",
        "Measure the training loss at the end of the epoch as well, and compare these two.",
        "If the two stay apart, it may be the split: which rows are held out moves the loss.",
        (Evidence(8, "An old listing"), CURVES, CHANCE),
    ),
    "chance": Advice(
        "Repeat it before you believe it",
        "Other starts and another order moved the network's test loss by 0.016, other splits by "
        "0.072: which split you draw counts for more than start and order.",
        "Ten splits, each with a start of its own, all methods on the same ones. Look at the "
        "differences, split by split.",
        "At large step sizes a small difference grows from step to step, and two equal runs part. "
        "Nobody's numbers are wrong.",
        (CHANCE, Evidence(8, "The same in Keras"), PROTOCOL),
    ),
    "alpha": Advice(
        "Sweep it, in factors",
        "No other setting is worth as much, and no formula gives it: the curvature where you are "
        "going is unknown. The best fixed step size is next to a cliff; one notch further was 22 "
        "times worse.",
        "Half-decades over a wide range, for each method on its own; go on if the best one is at "
        "the end of the range. Choose on validation rows.",
        "The best α depends on the budget, the batch size and the schedule. How wide the good "
        "range is for each method is in the study of this chapter.",
        (UNKNOWN_L, PROTOCOL, GOOD_RANGE),
    ),
    "batch": Advice(
        "Some tens of rows; α in proportion for SGD, by the root for Adam",
        "After ten epochs, tuned, batches of 1, 8 and 32 tied, and all rows at once left far more: "
        "0.0226 against 0.0083. A computer multiplies 32 rows nearly as fast as one.",
        "32 to begin with. SGD: double α when you double the batch; from 2 rows to 32 the noise "
        "ball stays the same within a tenth. Adam: let α grow like the root of the batch.",
        "Both hold where noise rules, and end where the curvature limits the step: for SGD at 256 "
        "rows the ball had grown. From there a larger batch buys calm, but no speed.",
        (EPOCHS, BALL, HOVERS),
        "The root is not undisputed: on language models the best α was found not to follow it.",
        (
            Published("malladi2022", "Malladi et al. 2022"),
            Published("marek2025", "Marek et al. 2025"),
        ),
    ),
    "beta": Advice(
        "β = 0.9, and sweep α",
        "There is no best β without a tolerance, and the best pair of the theory is brittle. On "
        "the tumors 0.9 was ahead of 0.5 and far ahead of 0.99, each with its best α.",
        "Sweep α anew whenever β changes: on a steady slope the steps are 1/(1 − β) times α.",
        "Momentum is no cure for noise: at the same α/(1 − β) the ball is the same while steps are "
        "short. Nesterov bears shorter steps; on the tumors neither of the two was ahead from "
        "every start.",
        (
            TUMORS,
            NESTEROV,
            Evidence(3, "When momentum hurts"),
            Evidence(4, "It never settles"),
        ),
    ),
    "epsilon": Advice(
        "Leave ε alone, until slopes are tiny",
        "ε is the slope below which a weight counts as quiet. Where slopes are far above it nobody "
        "will notice: on the mountain Keras's ε moved the path by 9.0e-06.",
        "The default. If the gradients are as small as ε, try several powers of ten, or multiply "
        "the loss.",
        "Far below ε Adam is momentum with the step size α/ε. Inside the root ε makes slopes below "
        "its square root quiet.",
        (
            EPSILON,
            Evidence(7, "The conventions, decoded"),
            Evidence(7, "exercise 7.6", "ex-7-6"),
        ),
    ),
    "decay": Advice(
        "Decoupled, if any: AdamW",
        "L2 inside Adam pulls weights with small slopes and hardly the others: 0.00 and 0.98 were "
        "left of two weights, where decoupled decay left 0.91 and 0.89.",
        "It acts within 1/(α · decay) steps: 0.01 at α = 0.001 takes 100,000. Choose it by the "
        "length of your run, and sweep it in factors, together with α.",
        "The name weight_decay in PyTorch's Adam is L2 unless decoupled_weight_decay=True, in "
        "Keras's it is decoupled; AdamW's default is 0.01, 0.004 or 0.0001 (PyTorch, Keras, "
        "Optax).",
        (
            DECAY,
            Evidence(7, "exercise 7.3", "ex-7-3"),
            CURVES,
            VERDICT,
        ),
    ),
    "schedules": SCHEDULE,
    "warmup": Advice(
        "Keep the correction; warm up for longer steps",
        "Without correction Adam's early steps are several times too long. At small α that "
        "helped, from 0.1 on it threw the loss up; with each at its best α ten splits showed no "
        "difference, with warm-up or without, beside the correction or in its place.",
        "Adam as it is. If the loss jumps in the first epoch, take a smaller α, or warm up: it "
        "jumped at 0.1 without correction, at 0.3 with it, and with both only at 1.0.",
        "In place of the correction, 100 steps of warm-up prevented the jump at 0.1; at 0.3 they "
        "made it smaller, and yet ended worst of the four.",
        (CORRECTION, Evidence(6, "exercise 6.8", "ex-6-8")),
        "With transformers and large batches warm-up is usual, beside the correction: it lets α be "
        "larger.",
        (
            Published("goyal2017", "Goyal et al. 2017"),
            Published("kalra2024", "Kalra & Barkeshli 2024"),
        ),
    ),
    "variant": Advice(
        "Plain Adam will do",
        "AMSGrad repairs a problem that an adversary built, with rare large slopes. On the network "
        "it was ahead on 4 of 10 splits: no difference that ten splits could show.",
        "If rare large slopes matter in your data, let v remember for many times as long as they "
        "are apart, or use AMSGrad.",
        "AMSGrad is slow where it starts on the wrong side, keeps a third number per weight, and "
        "libraries differ in its maximum.",
        (
            Evidence(7, "A problem on which Adam walks to the worst point"),
            Evidence(7, "What it costs"),
        ),
    ),
    "clip": CLIPPING,
    "stop": Advice(
        "Say first what you want",
        "For good guesses the loss on unseen rows counts: stop early. For the weights themselves "
        "the distance counts, and in a ravine the loss says little about that.",
        "A budget, and the lowest validation loss within it.",
        "A loss that changes by less than 1e-5 per step has not arrived: on the tumors 85% of the "
        "way was left.",
        (Evidence(2, "When to stop"), EARLY),
    ),
    "memory": Advice(
        "Fewer numbers per weight",
        "Beside the weight itself gradient descent keeps 0 numbers, momentum, AdaGrad and RMSProp "
        "1, Adam and AdamW 2, AMSGrad 3. For a billion weights in 32 bits each of them is 4 GB; "
        "with weights and gradient Adam takes 16 GB.",
        "Momentum with β = 0.9, and α from a sweep, if a small network is what you train: there "
        "nothing showed that Adam's second number bought lower loss on unseen rows.",
        "A language model is another matter: see what others do. And the rows on their way through "
        "the network take memory, too; that depends on the batch.",
        (Evidence(7, "What it costs"), FIVE, COST),
        "Adafactor; AdamW with its numbers in 8 bits; Muon, with one number per weight; or small "
        "batches, with which plain SGD has trained language models.",
        (
            Published("shazeer2018", "Shazeer & Stern 2018"),
            Published("dettmers2022", "Dettmers et al. 2022"),
            Published("jordan2024", "Jordan et al. 2024"),
            Published("marek2025", "Marek et al. 2025"),
        ),
    ),
    "time": Advice(
        "Count looks at rows, not steps",
        "An epoch costs the same gradients whatever the batch. Small batches make more of it: ten "
        "epochs in batches of 32 left 0.0083 on the tumors, ten steps with all rows 0.0226.",
        "Batches of some tens of rows, as a computer multiplies them nearly as fast as one.",
        "What each rule adds to a step, and who is ahead at which budget, is measured in the study "
        "of this chapter.",
        (EPOCHS, COST, VERDICT),
    ),
    "compare": Advice(
        "Tune both alike, on the same splits",
        "Each method has its own best step size, so one shared α compares step sizes. And on "
        "114 test rows an accuracy is known to plus or minus four points only.",
        "The same budget and the same sweep; α chosen on validation rows; at least ten splits, "
        "with both methods on each; test rows touched once.",
        "Look at the differences with an interval, and say tie where it holds zero.",
        (PROTOCOL, CHANCE, Evidence(3, "Conventions decoded")),
    ),
    "library": Advice(
        "Convert the settings",
        "The same name may mean another rule. Damped momentum needs an α that is 1/(1 − β) times "
        "as large; Keras's ε acts 31.6 times as large in Adam's first step; weight decay in "
        "Adam is L2 here and decoupled there; its default in AdamW differs.",
        "Look the pair of libraries up in the two tables, and compare a few steps from one start.",
        "At small step sizes expect digits, at large ones only the general look.",
        (
            Evidence(3, "Conventions decoded"),
            Evidence(7, "The conventions, decoded"),
            Evidence(8, "The same in Keras"),
        ),
    ),
}
