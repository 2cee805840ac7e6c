package event

// SceneOpened occurs when a scene is about to be played: Text is the question that it
// asks, in lines, and Words what the words in it mean.
type SceneOpened struct {
	Scene string `json:"scene"` // its name
	Title string `json:"title"`
	Text  string `json:"text"`
	Words string `json:"words,omitempty"`
}

var sceneOpened = declare[SceneOpened]("scene.opened")

func (*SceneOpened) kind() *kind { return sceneOpened }

// SceneTold occurs when a scene says what is to be seen, and in which panel if it is
// another than before.
type SceneTold struct {
	Scene string `json:"scene"`
	Text  string `json:"text"`
	Panel string `json:"panel,omitempty"`
}

var sceneTold = declare[SceneTold]("scene.told")

func (*SceneTold) kind() *kind { return sceneTold }

// SceneDecided occurs at the moment of a scene that answers its question: Text is the
// answer, in lines, and Panel the part of the screen where it shows.
type SceneDecided struct {
	Scene string `json:"scene"`
	Panel string `json:"panel"`
	Text  string `json:"text"`
}

var sceneDecided = declare[SceneDecided]("scene.decided")

func (*SceneDecided) kind() *kind { return sceneDecided }

// SceneEnded occurs when a scene has nothing more to show. Error says what did not
// come that it waited for, and is empty where all of it did.
type SceneEnded struct {
	Scene string `json:"scene"`
	Error string `json:"error,omitempty"`
}

var sceneEnded = declare[SceneEnded]("scene.ended")

func (*SceneEnded) kind() *kind { return sceneEnded }
