namespace Throughline.Projects;

public static class ProjectActions
{
    public static readonly LogAction Created = new("project.create", "began the project", "Beginning a project cannot be undone. Archive it, or leave it empty.");
    public static readonly LogAction Changed = new("project.change", "changed the project");
    public static readonly LogAction AnalystAdded = new("analyst.add", "added the analyst");
    public static readonly LogAction AnalystChanged = new("analyst.change", "changed the analyst");
    public static readonly LogAction Assigned = new("assignment.assign", "assigned for independent work:");
    public static readonly LogAction Unassigned = new("assignment.remove", "took back the assignment of");
    public static readonly LogAction Finished = new("assignment.finish", "finished", "When both have finished, each may have seen the other's work, so finishing is not undone. While another has yet to finish, take your reading up again on the coding page.");
    public static readonly LogAction Reopened = new("assignment.reopen", "took up again", "Say that you have finished it instead.");
    public static readonly LogAction StoodDown = new("assignment.stand-down", "took off unfinished independent work:", "What was closed may have been seen since. Assign the work anew, to begin again.", "Stand the analyst down again instead.");
}
