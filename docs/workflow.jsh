// The whole workflow: package two versions of a model, verify, extract.
var models = Nexus.demoModels()
var folder = Path.of("nexus-demo", "workflow")
var options = PackageOptions.defaults().withFolder(folder)
var v1 = ModelPackage.create(models.older(), PackageMetadata.of("bge-small-en", "1.0.0", "BAAI/bge-small-en"), options)
var v2 = ModelPackage.create(models.newer(), PackageMetadata.of("bge-small-en", "1.5.0", "BAAI/bge-small-en"), options)
v1.verify().valid() && v2.verify().valid()
v2.extract(folder)
v1.close(); v2.close()
